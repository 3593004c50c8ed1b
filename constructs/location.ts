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

/** The ARN of a global service's resource, such as an IAM role. */
export function globalArn({ account }: Pick<Location, "account">, service: string, resource: string): string {
  return `arn:aws:${service}::${account}:${resource}`;
}
