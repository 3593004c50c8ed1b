import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { awsClient } from "../aws/client";
import type { Lag } from "./read-replica";

/**
 * The latest measurement. What is negative is none: the replica does not follow its source at all then.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
 */
export async function replicaLag(region: string, identifier: string): Promise<Lag | undefined> {
  const now = Date.now();
  const { Datapoints = [] } = await awsClient(CloudWatchClient, { region }).send(
    new GetMetricStatisticsCommand({
      Namespace: "AWS/RDS",
      MetricName: "ReplicaLag",
      Dimensions: [{ Name: "DBInstanceIdentifier", Value: identifier }],
      StartTime: new Date(now - 15 * 60_000),
      EndTime: new Date(now),
      Period: 60,
      Statistics: ["Minimum", "Maximum"],
    }),
  );
  return Datapoints.flatMap(({ Minimum = -1, Maximum: seconds = -1, Timestamp: measured }) =>
    measured === undefined || Minimum < 0 ? [] : [{ measured, seconds }],
  ).sort((a, b) => b.measured.getTime() - a.measured.getTime())[0];
}
