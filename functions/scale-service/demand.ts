import type { CloudWatch, MetricDataQuery, MetricDataResult } from "@aws-sdk/client-cloudwatch";
import type { Week } from "./decide";
import type { ScalingEvent } from "./event";
import { SLOT_MINUTES } from "./weeks";

const PERIOD = SLOT_MINUTES * 60;

/** What the service was doing in one slot. */
interface Slot {
  /** Average number of running tasks. */
  readonly running: number | undefined;
  /** Tasks' average CPU use, in percent. */
  readonly cpu: number | undefined;
  /** Requests in the slot. */
  readonly requests: number | undefined;
  /** Messages waiting, at most. */
  readonly waiting: number | undefined;
}

/** What is known about a service from CloudWatch, for slots from `start` on. */
export async function observe(
  cloudWatch: Pick<CloudWatch, "getMetricData">,
  event: ScalingEvent,
  start: Date,
  slots: number,
): Promise<Slot[]> {
  const { MetricDataResults = [] } = await cloudWatch.getMetricData({
    StartTime: start,
    EndTime: new Date(start.getTime() + slots * PERIOD * 1000),
    MetricDataQueries: queries(event),
    ScanBy: "TimestampAscending",
  });
  const values = new Map(MetricDataResults.map((result) => [result.Id, byTime(result)]));
  return Array.from({ length: slots }, (_, index) => {
    const time = start.getTime() + index * PERIOD * 1000;
    const value = (id: string) => values.get(id)?.get(time);
    return {
      running: value("running"),
      cpu: value("cpu"),
      requests: value("requests"),
      waiting: value("waiting"),
    };
  });
}

/** An answer that is not complete says nothing. */
function byTime({ StatusCode, Timestamps = [], Values = [] }: MetricDataResult): Map<number, number> {
  if (StatusCode !== "Complete") return new Map();
  return new Map(Timestamps.map((time, index) => [time.getTime(), Values[index] ?? 0]));
}

function queries(event: ScalingEvent): MetricDataQuery[] {
  const { clusterName, serviceName, requests, queueName } = event;
  const service = { ClusterName: clusterName, ServiceName: serviceName };
  return [
    query("running", "ECS/ContainerInsights", "RunningTaskCount", service, "Average"),
    query("cpu", "AWS/ECS", "CPUUtilization", service, "Average"),
    ...(requests === undefined
      ? []
      : [
          query(
            "requests",
            "AWS/ApplicationELB",
            "RequestCount",
            { LoadBalancer: requests.loadBalancer, TargetGroup: requests.targetGroup },
            "Sum",
          ),
        ]),
    ...(queueName === undefined
      ? []
      : [
          query(
            "waiting",
            "AWS/SQS",
            "ApproximateNumberOfMessagesVisible",
            { QueueName: queueName },
            "Maximum",
          ),
        ]),
  ];
}

function query(
  Id: string,
  Namespace: string,
  MetricName: string,
  dimensions: Readonly<Record<string, string>>,
  Stat: string,
): MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return { Id, MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: PERIOD, Stat } };
}

/**
 * Tasks that a slot needed: as many as keep CPU use, and requests per task, at what scaling aims at. Running tasks
 * are counted always, so a slot without their number is unknown; requests and CPU use are not reported where there
 * are none.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function tasksNeeded(
  { cpuPercent, requests }: Pick<ScalingEvent, "cpuPercent" | "requests">,
  slot: Omit<Slot, "waiting">,
): number | undefined {
  if (slot.running === undefined) return undefined;
  const byCpu = (slot.running * (slot.cpu ?? 0)) / cpuPercent;
  if (requests === undefined) return byCpu;
  return Math.max(byCpu, (slot.requests ?? 0) / SLOT_MINUTES / requests.perTask);
}

export function demandOf(event: ScalingEvent, slots: readonly Slot[]): Week {
  return slots.map((slot) => tasksNeeded(event, slot));
}

/** Waiting messages per running task; undefined where there is no queue, or nobody knows. */
export function backlogPerTask({ running, waiting }: Slot): number | undefined {
  return running === undefined || waiting === undefined ? undefined : waiting / Math.max(running, 1);
}
