/** What a service says about itself when it assumes a role; a condition on anything else refuses the service. */
export type SourceKey = "aws:SourceAccount" | "aws:SourceArn";

interface AssumingService {
  /** Keys that AWS documents for the trust policy of the role. */
  readonly sends: readonly SourceKey[];
  /** AWS's page with the trust policy. */
  readonly source: string;
}

const BOTH = ["aws:SourceAccount", "aws:SourceArn"] as const;
const docs = (page: string) => `https://docs.aws.amazon.com/${page}`;
const sends = <const Keys extends readonly SourceKey[]>(keys: Keys, page: string) => ({
  sends: keys,
  source: docs(page),
});

/**
 * Every AWS service that assumes a role of the platform. Where a service's page shows a trust policy without source
 * conditions, none is taken to be sent: a role that its service can't assume is worse than one that is protected by
 * `iam:PassRole` alone. docs/deployment.md lists what no page decides.
 */
export const ASSUMING_SERVICES = {
  // Its page on confused deputies is about resource policies only, of topics and keys.
  "backup.amazonaws.com": sends([], "aws-backup/latest/devguide/iam-service-roles.html"),
  // "The role policy doesn't support the use of aws:SourceArn and aws:SourceAccount."
  "cloudtrail.amazonaws.com": sends([], "awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html"),
  // The value is the ARN of the project.
  "codebuild.amazonaws.com": sends(BOTH, "codebuild/latest/userguide/cross-service-confused-deputy-prevention.html"),
  "codepipeline.amazonaws.com": sends([], "codepipeline/latest/userguide/pipelines-create-service-role-cli.html"),
  // ArnLike arn:aws:ecs:<region>:<account>:*, and the account; shown for task roles, and of the same service for execution roles.
  "ecs-tasks.amazonaws.com": sends(BOTH, "AmazonECS/latest/developerguide/task-iam-roles.html"),
  "events.amazonaws.com": sends(BOTH, "eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html"),
  "firehose.amazonaws.com": sends([], "firehose/latest/dev/controlling-access.html#firehose-assume-role"),
  // The functions that CloudWatch Synthetics makes for a canary are Lambda's too.
  "lambda.amazonaws.com": sends([], "lambda/latest/dg/lambda-intro-execution-role.html"),
  // arn:aws:rds:<region>:<account>:db:<instance>: the instance, in clusters too.
  "monitoring.rds.amazonaws.com": sends(BOTH, "AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html#USER_Monitoring.OS.confused-deputy"),
  // RDS Proxy: the page shows no condition.
  "rds.amazonaws.com": sends([], "AmazonRDS/latest/UserGuide/rds-proxy-iam-setup.html"),
  // "The ARN you specify must be a schedule group."
  "scheduler.amazonaws.com": sends(BOTH, "scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html"),
  // The source ARN is that of the flow log, arn:aws:ec2:<region>:<account>:vpc-flow-log/<id>.
  "vpc-flow-logs.amazonaws.com": sends(BOTH, "vpc/latest/userguide/flow-logs-iam-role.html"),
} as const satisfies Readonly<Record<string, AssumingService>>; // prettier-ignore

type Services = typeof ASSUMING_SERVICES;

/** The service principal of a service that assumes a role. */
export type AssumingServiceName = keyof Services;

/** Those that name the resource on whose behalf they assume a role. */
export type SourcedService = {
  [Name in AssumingServiceName]: Services[Name]["sends"] extends readonly [] ? never : Name;
}[AssumingServiceName];

/** Those that name nothing. */
export type UnsourcedService = Exclude<AssumingServiceName, SourcedService>;

/** What a service sends; undefined for one whose pages nobody has read. */
export function sentBy(service: string): readonly SourceKey[] | undefined {
  return (ASSUMING_SERVICES as Readonly<Record<string, AssumingService>>)[service]?.sends;
}
