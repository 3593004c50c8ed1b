import {
  ApplicationAutoScalingClient,
  RegisterScalableTargetCommand,
} from "@aws-sdk/client-application-auto-scaling";
import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import type { Say } from "../cli/stages";
import type { Lag, Surroundings } from "./read-replica";
import { type Patience, until } from "./waiting";

/** The services of an environment's cluster, and the metrics of its replica. */
export function surroundings(cluster: string, services: readonly string[], patience: Patience): Surroundings {
  return {
    stopWriters: (region, say) => stopServices(region, cluster, services, patience, say),
    lag: replicaLag,
  };
}

/** To zero, with bounds that keep them there; the next deployment of the service stack restores the bounds. */
async function stopServices(
  region: string,
  cluster: string,
  services: readonly string[],
  patience: Patience,
  say: Say,
): Promise<void> {
  const ecs = new ECSClient({ region });
  const scaling = new ApplicationAutoScalingClient({ region });
  for (const service of services) {
    await scaling.send(
      new RegisterScalableTargetCommand({
        ServiceNamespace: "ecs",
        ScalableDimension: "ecs:service:DesiredCount",
        ResourceId: `service/${cluster}/${service}`,
        MinCapacity: 0,
        MaxCapacity: 0,
      }),
    );
    await ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: 0 }));
  }
  await until(`all tasks of ${cluster} in ${region} have ended`, patience, async () => {
    const described = await ecs.send(new DescribeServicesCommand({ cluster, services: [...services] }));
    const running = (described.services ?? []).reduce((sum, { runningCount = 0 }) => sum + runningCount, 0);
    say(`${running} tasks left in ${region}`);
    return running === 0;
  });
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html */
async function replicaLag(region: string, identifier: string): Promise<Lag | undefined> {
  const now = Date.now();
  const { Datapoints = [] } = await new CloudWatchClient({ region }).send(
    new GetMetricStatisticsCommand({
      Namespace: "AWS/RDS",
      MetricName: "ReplicaLag",
      Dimensions: [{ Name: "DBInstanceIdentifier", Value: identifier }],
      StartTime: new Date(now - 15 * 60_000),
      EndTime: new Date(now),
      Period: 60,
      Statistics: ["Maximum"],
    }),
  );
  const latest = Datapoints.filter(
    ({ Maximum, Timestamp }) => Maximum !== undefined && Timestamp !== undefined,
  )
    .map(({ Maximum = 0, Timestamp = new Date(0) }) => ({ measured: Timestamp, seconds: Maximum }))
    .sort((a, b) => b.measured.getTime() - a.measured.getTime())[0];
  return latest;
}
