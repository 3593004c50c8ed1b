import { every, mustBe, mustBeCustomerKey, mustBeSet, shown, where } from "../findings";
import { isObject, type Resource } from "../resource";
import { rules } from "../rule";

const types = ["aws_lambda_function"];
const hasVariables = (resource: Resource) => {
  const variables = resource.get("environment.variables");
  return isObject(variables) && Object.keys(variables).length > 0;
};

/**
 * Runtimes that AWS patches.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html#runtimes-supported
 */
const RUNTIMES = [
  "dotnet8", "java17", "java21", "java25", "nodejs20.x", "nodejs22.x", "nodejs24.x", "provided.al2023", "python3.11",
  "python3.12", "python3.13", "python3.14", "ruby3.3", "ruby3.4",
]; // prettier-ignore

export const functionRules = rules(
  {
    id: "function-runtime",
    title: "Functions run on a runtime that AWS patches.",
    severity: "medium",
    types,
    rationale: "Known weaknesses of an older runtime are never mended.",
    fix: "Set runtime to a current one.",
    controls: ["Lambda.2", "CKV_AWS_363"],
    check: where((one) => one.get("package_type") !== "Image", mustBe("runtime", ...RUNTIMES)),
  },
  {
    id: "function-variables-key",
    title: "Environment variables of functions are encrypted with a customer-managed KMS key.",
    severity: "medium",
    types,
    rationale: "With Lambda's own key, whoever may look at the function sees them.",
    fix: "Set kms_key_arn, as NodeFunction does.",
    controls: ["CKV_AWS_173"],
    source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html",
    check: where(hasVariables, mustBeCustomerKey("kms_key_arn")),
  },
  {
    id: "function-tracing",
    title: "Functions record traces.",
    severity: "low",
    types,
    rationale: "Where time is spent, and what failed further down, can not be seen.",
    fix: 'Set tracing_config.mode to "Active".',
    controls: ["Lambda.7", "CKV_AWS_50", "AVD-AWS-0066"],
    check: mustBe("tracing_config.mode", "Active"),
  },
  {
    id: "function-dead-letters",
    title: "Events that a function failed on are kept.",
    severity: "low",
    types,
    rationale: "An event that failed three times is gone.",
    fix: "Set dead_letter_config.target_arn.",
    controls: ["CKV_AWS_116"],
    source: "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
    check: mustBeSet("dead_letter_config.target_arn"),
  },
  {
    id: "function-concurrency",
    title: "Functions have a limit to how often they run at once.",
    severity: "low",
    types,
    rationale: "One function could use up what all functions of the account share.",
    fix: "Set reserved_concurrent_executions.",
    controls: ["CKV_AWS_115"],
    source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html",
    check: mustBeSet("reserved_concurrent_executions"),
  },
  {
    id: "function-network",
    title: "Functions run inside of the VPC.",
    severity: "low",
    types,
    rationale: "What a function connects to is limited by no security group.",
    fix: "Set vpc_config.",
    controls: ["Lambda.3", "Lambda.5", "CKV_AWS_117"],
    check: every(mustBeSet("vpc_config.subnet_ids"), mustBeSet("vpc_config.security_group_ids")),
  },
  {
    id: "function-code-signing",
    title: "Only signed code runs.",
    severity: "low",
    types,
    rationale: "Whoever may update the function could run anything with its role.",
    fix: "Set code_signing_config_arn.",
    controls: ["CKV_AWS_272"],
    source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html",
    check: mustBeSet("code_signing_config_arn"),
  },
  {
    id: "function-permission-source",
    title: "A service may call a function on behalf of certain resources only.",
    severity: "high",
    types: ["aws_lambda_permission"],
    rationale: "Everybody who uses the service could call the function.",
    fix: "Set source_arn, or source_account, and name a principal.",
    controls: ["Lambda.1", "CKV_AWS_301", "CKV_AWS_364", "AVD-AWS-0067"],
    check: (permission) => [
      ...(permission.get("principal") === "*" ? [shown(permission, "principal")] : []),
      ...(String(permission.get("principal")).endsWith(".amazonaws.com") &&
      permission.get("source_arn") === undefined &&
      permission.get("source_account") === undefined
        ? [shown(permission, "source_arn")]
        : []),
    ],
  },
  {
    id: "function-url",
    title: "Addresses of functions ask who calls.",
    severity: "critical",
    types: ["aws_lambda_function_url"],
    rationale: "The whole internet could call the function.",
    fix: 'Set authorization_type to "AWS_IAM".',
    controls: ["Lambda.1", "CKV_AWS_258"],
    check: mustBe("authorization_type", "AWS_IAM"),
  },
);
