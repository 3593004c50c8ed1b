import { AppautoscalingScheduledAction } from "@cdktf/provider-aws/lib/appautoscaling-scheduled-action";
import { Construct } from "constructs";
import type { ServiceScaling } from "./service-scaling";

export interface Schedule {
  /** Unique within the service. */
  readonly name: string;
  /** `cron(…)` with six fields, or `at(…)`. */
  readonly schedule: string;
  /** IANA time zone. */
  readonly timezone: string;
  /** Bounds from then on. */
  readonly min: number;
  readonly max: number;
}

export interface ScalingScheduleProps {
  readonly scaling: ServiceScaling;
  readonly schedules: readonly Schedule[];
}

/**
 * Bounds that change by the clock. Where fewer tasks run than the new minimum, tasks are started at once, and the
 * other way round; afterwards load moves their number as ever.
 * https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html
 */
export class ScalingSchedule extends Construct {
  constructor(scope: Construct, id: string, { scaling, schedules }: ScalingScheduleProps) {
    super(scope, id);
    for (const { name, schedule, timezone, min, max } of schedules) {
      const scalableTargetAction = { minCapacity: String(min), maxCapacity: String(max) };
      scaling.inTurn(
        (change) =>
          new AppautoscalingScheduledAction(this, name, {
            ...change,
            name,
            schedule,
            timezone,
            scalableTargetAction,
          }),
      );
    }
  }
}
