import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { Construct } from "constructs";
import { suppress } from "../../policy/suppression";

export interface LogGroupProps {
  /** Name in CloudWatch Logs. */
  readonly name: string;
  /** Key that encrypts it. */
  readonly keyArn: string;
  /** How long logs are kept, in days. */
  readonly retentionDays: number;
}

const YEAR_DAYS = 365;

/** An encrypted log group. That an environment keeps logs for less than a year shows in the policy's report. */
export function logGroup(
  scope: Construct,
  id: string,
  { name, keyArn, retentionDays }: LogGroupProps,
): CloudwatchLogGroup {
  const group = new CloudwatchLogGroup(scope, id, {
    name,
    retentionInDays: retentionDays,
    kmsKeyId: keyArn,
  });
  if (retentionDays < YEAR_DAYS) {
    suppress(
      group,
      "log-group-year",
      `The environment decides how long its logs are kept: ${retentionDays} days.`,
    );
  }
  return group;
}
