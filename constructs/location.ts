/** Where resources are created: what their names and ARNs are made of. All of it is known at synthesis. */
export interface Location {
  /** AWS account id, 12 digits. */
  readonly account: string;
  /** AWS region, such as `us-east-1`. */
  readonly region: string;
  /** First part of every name: project and environment, such as `webapp-dev`. */
  readonly prefix: string;
}

/** An ARN at a location; `resource` is everything after the account. */
export function arn(
  { account, region }: Omit<Location, "prefix">,
  service: string,
  resource: string,
): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}

/**
 * A log group with its streams, as policies name it: with `:*` at the end, which actions on the group need as well.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html#CWL_ARN_Format
 */
export function logGroupArn(at: Omit<Location, "prefix">, name: string): string {
  return `${arn(at, "logs", `log-group:${name}`)}:*`;
}

/** The ARN of a global service's resource, such as an IAM role. */
export function globalArn({ account }: Pick<Location, "account">, service: string, resource: string): string {
  return `arn:aws:${service}::${account}:${resource}`;
}

/** Route 53 writes query logs in this region only, wherever the application runs. */
export const DNS_REGION = "us-east-1";
