import { mustBeAtMost, mustBeCustomerKey, mustHave, shown } from "../findings";
import { isExpression, isObject, type Resource } from "../resource";
import { rules } from "../rule";

/** Attributes of any type that put a secret into the configuration and the state. */
const SECRET_ATTRIBUTES = [
  "auth_token", "master_password", "master_user_password", "password", "private_key", "secret_binary", "secret_key",
  "secret_string", "token",
]; // prettier-ignore

/** What access keys and private keys look like. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const LOOKS_SECRET = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** Length of an access key's id; what is shorter need not be looked at. */
const SHORTEST_KEY = 20;

/** Names of variables that hold secrets. Ids, names and addresses of secrets are none. */
const SECRET_NAME = /(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIALS?)$/i;

/** A literal value under a name that promises a secret. */
export function plainSecret(name: unknown, value: unknown): string | undefined {
  const secret = typeof name === "string" && SECRET_NAME.test(name) && typeof value === "string";
  return secret && value !== "" && !isExpression(value)
    ? `the variable ${name} has a literal value`
    : undefined;
}

export const secretRules = rules(
  {
    id: "secret-customer-key",
    title: "Secrets are encrypted with a customer-managed KMS key.",
    severity: "medium",
    types: ["aws_secretsmanager_secret"],
    rationale: "AWS's own key can be used by everybody in the account who may read the secret.",
    fix: "Set kms_key_id, as GeneratedSecret does.",
    controls: ["CKV_AWS_149", "AVD-AWS-0098"],
    source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html",
    check: mustBeCustomerKey("kms_key_id"),
  },
  {
    id: "secret-rotation",
    title: "Secrets are rotated.",
    severity: "medium",
    types: ["aws_secretsmanager_secret"],
    rationale: "A secret that has leaked stays useful until it is changed.",
    fix: "Add an aws_secretsmanager_secret_rotation.",
    controls: ["SecretsManager.1", "CKV2_AWS_57"],
    check: mustHave("aws_secretsmanager_secret_rotation", "secret_id"),
  },
  {
    id: "secret-rotation-period",
    title: "Secrets are rotated at least every 90 days.",
    severity: "medium",
    types: ["aws_secretsmanager_secret_rotation"],
    rationale: "A secret that has leaked stays useful until it is changed.",
    fix: "Set rotation_rules.automatically_after_days to 90 or less.",
    controls: ["SecretsManager.4", "CKV_AWS_304"],
    check: (rotation) =>
      rotation.get("rotation_rules.schedule_expression") === undefined
        ? mustBeAtMost("rotation_rules.automatically_after_days", 90)(rotation)
        : undefined,
  },
  {
    id: "secret-in-configuration",
    title: "No secret is part of the configuration or the state.",
    severity: "critical",
    types: ["*"],
    rationale: "Whoever can read the repository, a plan or the state has the secret.",
    fix: "Let AWS make it, or use a write-only attribute with an ephemeral value, as GeneratedSecret does.",
    controls: ["CKV_AWS_41", "CKV_AWS_45", "CKV_AWS_46"],
    source: "https://developer.hashicorp.com/terraform/language/manage-sensitive-data",
    check: (resource) => [
      ...SECRET_ATTRIBUTES.filter((name) => isGiven(resource.attributes[name])).map(
        (name) => `${name} is set`,
      ),
      ...(holdsKey(resource.attributes) ? ["a value looks like an access key or a private key"] : []),
    ],
  },
  {
    id: "container-plain-secret",
    title: "Secrets reach containers and functions as references, not as variables.",
    severity: "high",
    types: ["aws_ecs_task_definition", "aws_lambda_function", "aws_codebuild_project"],
    rationale: "Variables are shown by the console and the API to whoever may describe the resource.",
    fix: "Put it into Secrets Manager, and name the secret's ARN.",
    controls: ["ECS.8", "CodeBuild.2", "CKV_AWS_45", "AVD-AWS-0036"],
    check: (resource) => variables(resource).flatMap(([name, value]) => plainSecret(name, value) ?? []),
  },
  {
    id: "secret-parameter",
    title: "Secrets in Parameter Store are encrypted with a customer-managed KMS key.",
    severity: "medium",
    types: ["aws_ssm_parameter"],
    rationale: "Parameters of type String are stored as they are.",
    fix: "Use the type SecureString with a key_id.",
    controls: ["CKV2_AWS_34", "CKV_AWS_337"],
    source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-securestring.html",
    check: (parameter) =>
      parameter.get("type") === "SecureString"
        ? mustBeCustomerKey("key_id")(parameter)
        : plainSecret(lastPart(parameter.get("name")), parameter.get("value")) && shown(parameter, "type"),
  },
);

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

function lastPart(name: unknown): string {
  return typeof name === "string" ? (name.split("/").at(-1) ?? "").replaceAll("-", "_") : "";
}

/** The environment variables of whatever runs in a resource. */
function variables(resource: Resource): [unknown, unknown][] {
  switch (resource.type) {
    case "aws_lambda_function": {
      const all = resource.get("environment.variables");
      return isObject(all) ? Object.entries(all) : [];
    }
    case "aws_codebuild_project":
      return resource
        .blocks("environment.environment_variable")
        .filter(({ type }) => type === undefined || type === "PLAINTEXT")
        .map(({ name, value }) => [name, value]);
    default:
      return resource
        .containers()
        .flatMap(({ environment }) =>
          (Array.isArray(environment) ? (environment as unknown[]) : [])
            .filter(isObject)
            .map(({ name, value }): [unknown, unknown] => [name, value]),
        );
  }
}

/** Whether a string anywhere inside a value looks like a key. It is asked of every value there is. */
function holdsKey(value: unknown): boolean {
  if (typeof value === "string") return value.length >= SHORTEST_KEY && LOOKS_SECRET.test(value);
  if (Array.isArray(value)) return value.some(holdsKey);
  return isObject(value) && Object.values(value).some(holdsKey);
}
