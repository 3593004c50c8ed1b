import type { ApplicationAutoScaling } from "@aws-sdk/client-application-auto-scaling";
import type { CloudWatch, MetricDatum } from "@aws-sdk/client-cloudwatch";
import { type Decision, decide } from "./decide";
import { backlogPerTask, demandOf, observe, tasksNeeded } from "./demand";
import type { ScalingEvent } from "./event";
import { SLOT_MINUTES, slotOf, weeksBefore } from "./weeks";

export interface ScalerOptions {
  readonly cloudWatch: Pick<CloudWatch, "getMetricData" | "putMetricData">;
  readonly autoScaling: Pick<ApplicationAutoScaling, "describeScalableTargets" | "registerScalableTarget">;
  /** Where metrics are published. */
  readonly namespace: string;
  readonly now: () => Date;
  /** Gets one entry for every decision. */
  readonly log: (entry: object) => void;
}

const TARGET = { ServiceNamespace: "ecs", ScalableDimension: "ecs:service:DesiredCount" } as const;
const MINUTE_MS = 60_000;

/** A handler that sets the minimum of one service, says why, and publishes what it saw. */
export function scaler({ cloudWatch, autoScaling, namespace, now, log }: ScalerOptions) {
  return async (event: ScalingEvent): Promise<Decision> => {
    const time = now();
    const hold = Math.ceil(event.holdMinutes / SLOT_MINUTES);
    const ago = Array.from({ length: event.weeks }, (_, week) =>
      weeksBefore(slotOf(time), week + 1, event.timezone),
    );
    const [bounds, recent, ...weeks] = await Promise.all([
      currentBounds(event.resourceId),
      latest(event, time),
      ...ago.map((start) => observe(cloudWatch, event, start, hold)),
    ] as const);
    const decision = decide({
      ...event,
      // Somebody may have lowered the maximum by hand; AWS refuses a minimum above it.
      max: Math.min(event.max, bounds.max),
      min: Math.min(event.min, bounds.max),
      current: bounds.min,
      weeks: weeks.map((slots) => demandOf(event, slots)),
      lead: Math.ceil(event.leadMinutes / SLOT_MINUTES),
      hold,
    });
    if (decision.minimum !== bounds.min) {
      await autoScaling.registerScalableTarget({
        ...TARGET,
        ResourceId: event.resourceId,
        MinCapacity: decision.minimum,
      });
    }
    const backlog = backlogPerTask(recent);
    log({
      message: "scaling decision",
      service: event.service,
      ...decision,
      was: bounds.min,
      bounds: [event.min, event.max],
      now: tasksNeeded(event, recent),
      backlogPerTask: backlog,
    });
    await publish(event, {
      MinimumTasks: decision.minimum,
      ForecastTasks: decision.soon,
      BacklogPerTask: backlog,
    });
    return decision;
  };

  async function currentBounds(resourceId: string): Promise<{ min: number; max: number }> {
    const { ScalableTargets = [] } = await autoScaling.describeScalableTargets({
      ...TARGET,
      ResourceIds: [resourceId],
    });
    const [target] = ScalableTargets;
    if (target?.MinCapacity === undefined || target.MaxCapacity === undefined) {
      throw new Error(`resourceId: given ${resourceId}, allowed: a service with auto scaling`);
    }
    return { min: target.MinCapacity, max: target.MaxCapacity };
  }

  /** The last slot that is over. */
  async function latest(event: ScalingEvent, time: Date) {
    const start = new Date(slotOf(time).getTime() - SLOT_MINUTES * MINUTE_MS);
    const [slot] = await observe(cloudWatch, event, start, 1);
    return slot ?? { running: undefined, cpu: undefined, requests: undefined, waiting: undefined };
  }

  async function publish(
    { environment, service }: ScalingEvent,
    metrics: Readonly<Record<string, number | undefined>>,
  ): Promise<void> {
    const Dimensions = [
      { Name: "Environment", Value: environment },
      { Name: "Service", Value: service },
    ];
    const MetricData = Object.entries(metrics).flatMap(([MetricName, Value]): MetricDatum[] =>
      Value === undefined ? [] : [{ MetricName, Value, Unit: "Count", Dimensions }],
    );
    await cloudWatch.putMetricData({ Namespace: namespace, MetricData });
  }
}
