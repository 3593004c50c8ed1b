import { ApplicationAutoScaling } from "@aws-sdk/client-application-auto-scaling";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { ECS } from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EmulatedAccount } from "../../tools/testing/emulated-account";
import type { ScalingEvent } from "./event";
import { scaler } from "./scaler";
import { SLOT_MINUTES, slotOf, weeksBefore } from "./weeks";

const NAMESPACE = "WebApp/Scaling";
const NOW = new Date();
const SLOT_MS = SLOT_MINUTES * 60_000;

const EVENT: ScalingEvent = {
  environment: "test",
  service: "web",
  resourceId: "service/cluster/web",
  clusterName: "cluster",
  serviceName: "web",
  min: 1,
  max: 10,
  cpuPercent: 70,
  requests: { loadBalancer: "app/lb/1", targetGroup: "targetgroup/tasks/1", perTask: 1000 },
  queueName: "jobs",
  weeks: 2,
  timezone: "Europe/Berlin",
  leadMinutes: 15,
  holdMinutes: 60,
  headroomPercent: 10,
};
const TARGET = { ServiceNamespace: "ecs", ScalableDimension: "ecs:service:DesiredCount" } as const;

let account: EmulatedAccount;
let cloudWatch: CloudWatch;
let autoScaling: ApplicationAutoScaling;

beforeAll(async () => {
  account = await EmulatedAccount.start("111111111111");
  cloudWatch = new CloudWatch();
  autoScaling = new ApplicationAutoScaling();
  const ecs = new ECS();
  await ecs.createCluster({ clusterName: "cluster" });
  await ecs.registerTaskDefinition({
    family: "web",
    containerDefinitions: [{ name: "web", image: "web", memory: 128 }],
  });
  await ecs.createService({ cluster: "cluster", serviceName: "web", taskDefinition: "web", desiredCount: 1 });
  await autoScaling.registerScalableTarget({
    ...TARGET,
    ResourceId: EVENT.resourceId,
    MinCapacity: 1,
    MaxCapacity: 10,
  });
});
afterAll(() => account.stop());

/** What ECS, the load balancer and SQS report about one slot. */
async function report(Timestamp: Date, running: number, cpu: number, requests: number, waiting: number) {
  const put = (Namespace: string, MetricName: string, Value: number, dimensions: Record<string, string>) =>
    cloudWatch.putMetricData({
      Namespace,
      MetricData: [
        {
          MetricName,
          Value,
          Timestamp,
          Dimensions: Object.entries(dimensions).map(([Name, value]) => ({ Name, Value: value })),
        },
      ],
    });
  const service = { ClusterName: "cluster", ServiceName: "web" };
  await put("ECS/ContainerInsights", "RunningTaskCount", running, service);
  await put("AWS/ECS", "CPUUtilization", cpu, service);
  await put("AWS/ApplicationELB", "RequestCount", requests, {
    LoadBalancer: "app/lb/1",
    TargetGroup: "targetgroup/tasks/1",
  });
  await put("AWS/SQS", "ApproximateNumberOfMessagesVisible", waiting, { QueueName: "jobs" });
}

async function minimum(): Promise<number | undefined> {
  const { ScalableTargets = [] } = await autoScaling.describeScalableTargets(TARGET);
  return ScalableTargets[0]?.MinCapacity;
}

const handle = () =>
  scaler({ cloudWatch, autoScaling, namespace: NAMESPACE, now: () => NOW, log: () => undefined })(EVENT);

it("A4: changes nothing in an account that knows nothing yet", async () => {
  await expect(handle()).resolves.toMatchObject({ reason: "too little is known", known: 0 });
  expect(await minimum()).toBe(1);
});

it("A4, A3: sets the minimum that past weeks needed, and publishes it with the backlog per task", async () => {
  for (const weeks of [1, 2]) {
    const start = weeksBefore(slotOf(NOW), weeks, EVENT.timezone);
    for (let slot = 0; slot < 12; slot += 1) {
      await report(new Date(start.getTime() + slot * SLOT_MS), 4, 50, 3600 * SLOT_MINUTES, 0);
    }
  }
  await report(new Date(slotOf(NOW).getTime() - SLOT_MS), 2, 20, 100, 300);

  // 3600 requests a minute, 1000 for each task, and a tenth more.
  await expect(handle()).resolves.toMatchObject({ minimum: 4, reason: "raised", known: 2 });

  expect(await minimum()).toBe(4);
  const { Metrics = [] } = await cloudWatch.listMetrics({ Namespace: NAMESPACE });
  expect(new Set(Metrics.map(({ MetricName }) => MetricName))).toEqual(
    new Set(["MinimumTasks", "ForecastTasks", "BacklogPerTask"]),
  );
  const { Datapoints = [] } = await cloudWatch.getMetricStatistics({
    Namespace: NAMESPACE,
    MetricName: "BacklogPerTask",
    Dimensions: [
      { Name: "Environment", Value: "test" },
      { Name: "Service", Value: "web" },
    ],
    StartTime: new Date(Date.now() - 3_600_000),
    EndTime: new Date(Date.now() + 3_600_000),
    Period: 7200,
    Statistics: ["Maximum"],
  });
  expect(Math.max(...Datapoints.map(({ Maximum = NaN }) => Maximum))).toBe(150);
});
