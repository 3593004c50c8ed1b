import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Construct } from "constructs";
import type { RuleId } from "../../policy/rules";
import { suppress } from "../../policy/suppression";
import { arn, type Location, logGroupArn } from "../location";
import { logGroup } from "../monitoring/log-group";
import { boundedName } from "../naming";
import type { Statement } from "../security/policy-document";
import { ServiceRole } from "../security/service-role";
import { FUNCTION_NODE_MAJOR, functionCode } from "./function-code";

export interface NodeFunctionProps {
  readonly at: Location;
  /** Directory below `functions/` whose `index` exports `handler`. */
  readonly directory: string;
  /** What it is for; with the prefix it names the function. @default the directory's name */
  readonly purpose?: string;
  /** One sentence. */
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Key that encrypts the environment variables at rest. */
  readonly keyArn: string;
  /** 1–900. */
  readonly timeoutSeconds: number;
  /** What the function may do besides writing its log. */
  readonly statements: readonly Statement[];
  /** Key that encrypts the log group, and how long the log is kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
  /** Where events go that could not be handled, for functions that are called asynchronously. @default none */
  readonly deadLetters?: DeadLetters | undefined;
  /** Executions that are set aside for the function, and its limit. @default none; it shares the account's */
  readonly reservedConcurrency?: number | undefined;
  /** Whether X-Ray traces the function. @default false */
  readonly tracing?: boolean | undefined;
  /** Where it runs in a VPC. @default in none */
  readonly network?: FunctionNetwork | undefined;
}

/** Private subnets, and the security group that says what a function reaches there. */
export interface FunctionNetwork {
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
}

/** Name of a function, known before it exists. */
export function nodeFunctionName({ prefix }: Pick<Location, "prefix">, purpose: string): string {
  return boundedName(`${prefix}-${purpose}`, "function");
}

export interface DeadLetters {
  readonly queueArn: string;
  /** What the function's role needs to send to the queue. */
  readonly statements: readonly Statement[];
  /** An event that is older is given up, in seconds, 60–21600. */
  readonly maxAgeSeconds: number;
  /** How often a failed event is tried again, 0–2. */
  readonly retries: number;
}

/**
 * A Lambda function with a role, a log group and nothing else of its own.
 *
 * No concurrency is reserved unless it is asked for: an account that was just opened has ten in all, and refuses to
 * part with any.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export class NodeFunction extends Construct {
  readonly arn: string;
  readonly name: string;
  /** What it is for. */
  readonly purpose: string;
  readonly role: ServiceRole;
  private readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const { at, directory, purpose = directory } = props;
    this.purpose = purpose;
    this.name = nodeFunctionName(at, purpose);
    const logName = `/aws/lambda/${this.name}`;
    const log = logGroup(this, "log", {
      name: logName,
      keyArn: props.logKeyArn,
      retentionDays: props.logRetentionDays,
    });
    this.role = new ServiceRole(this, "role", {
      at,
      purpose,
      service: "lambda.amazonaws.com",
      statements: [
        {
          sid: "WriteLog",
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: [logGroupArn(at, logName)],
        },
        ...props.statements,
        ...(props.deadLetters?.statements ?? []),
        ...(props.tracing === true ? [TRACE] : []),
        ...(props.network === undefined
          ? []
          : networkStatements(at, arn(at, "lambda", `function:${this.name}`))),
      ],
    });
    const code = functionCode(this, directory);
    this.function = new LambdaFunction(this, "Default", {
      functionName: this.name,
      description: props.description,
      runtime: `nodejs${FUNCTION_NODE_MAJOR}.x`,
      architectures: ["arm64"],
      handler: "index.handler",
      filename: code.path,
      sourceCodeHash: code.hash,
      memorySize: 256,
      timeout: props.timeoutSeconds,
      role: this.role.arn,
      environment: { variables: { ...props.environment } },
      kmsKeyArn: props.keyArn,
      loggingConfig: { logFormat: "JSON", logGroup: log.name },
      ...(props.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: props.reservedConcurrency,
      }),
      ...(props.tracing === true && { tracingConfig: { mode: "Active" } }),
      ...(props.network !== undefined && {
        vpcConfig: {
          subnetIds: [...props.network.subnetIds],
          securityGroupIds: [props.network.securityGroupId],
        },
      }),
      ...(props.deadLetters !== undefined && {
        deadLetterConfig: { targetArn: props.deadLetters.queueArn },
      }),
      dependsOn: [this.role.ready],
    });
    for (const [rule, reason] of notForEveryFunction(props)) suppress(this.function, rule, reason);
    if (props.deadLetters !== undefined) {
      new LambdaFunctionEventInvokeConfig(this, "asynchronous", {
        functionName: this.function.functionName,
        maximumEventAgeInSeconds: props.deadLetters.maxAgeSeconds,
        maximumRetryAttempts: props.deadLetters.retries,
      });
    }
    this.arn = this.function.arn;
  }

  /** Lets an AWS service call the function on behalf of one resource of this account. */
  invokableBy(id: string, service: string, sourceArn: string): LambdaPermission {
    return new LambdaPermission(this, id, {
      functionName: this.function.functionName,
      action: "lambda:InvokeFunction",
      principal: service,
      sourceArn,
    });
  }
}

/** What the security policy asks for, and a function does without unless it is given it. */
function notForEveryFunction({ tracing, deadLetters, reservedConcurrency, network }: NodeFunctionProps) {
  const reasons: (readonly [RuleId, string])[] = [
    ["function-code-signing", "Its code comes from this repository with the very apply that sets the role."],
  ];
  if (network === undefined) {
    const reason =
      "It calls AWS's API only, which its role limits; in the VPC it would need NAT or endpoints.";
    reasons.push(["function-network", reason]);
  }
  if (tracing !== true) {
    reasons.push(["function-tracing", "It is a few calls of AWS's API; its log says how long they took."]);
  }
  if (deadLetters === undefined) {
    reasons.push([
      "function-dead-letters",
      "Whoever calls it is told of errors and tries again, or calls it again soon anyway.",
    ]);
  }
  if (reservedConcurrency === undefined) {
    const reason = "An account that was just opened has ten in all, and refuses to part with any.";
    reasons.push(["function-concurrency", reason]);
  }
  return reasons;
}

const TRACE: Statement = {
  sid: "Trace",
  actions: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
  // These actions know no resource.
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
  resources: ["*"],
};

/**
 * Lambda makes the function's network interfaces with the function's role, and wants to be allowed to for all of them;
 * the code itself may not.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
function networkStatements(at: Location, functionArn: string): Statement[] {
  const look = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"];
  const change = [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:UnassignPrivateIpAddresses",
  ];
  return [
    { sid: "LookAtNetwork", actions: look, resources: ["*"] },
    { sid: "Network", actions: change, resources: [arn(at, "ec2", "*/*")] },
    {
      sid: "NetworkOfLambdaOnly",
      effect: "Deny",
      actions: [...look, ...change].sort(),
      resources: ["*"],
      conditions: { ArnEquals: { "lambda:SourceFunctionArn": functionArn } },
    },
  ];
}
