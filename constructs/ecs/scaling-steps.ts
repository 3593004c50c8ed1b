import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import type { ServiceScaling } from "./service-scaling";

/** A breach of at least so much above the alarm's threshold adds so much. */
export interface Step {
  /** Distance from the threshold, in the metric's unit. */
  readonly from: number;
  /** Percent of the tasks there are, or tasks; at least one task is added. */
  readonly add: number;
}

export interface ScalingStepsProps {
  readonly scaling: ServiceScaling;
  /** What {@link Step.add} counts. */
  readonly unit: "percent" | "tasks";
  /** Ascending; the first from 0. */
  readonly steps: readonly Step[];
  readonly cooldownSeconds: number;
  /** Name of the alarm, unique in account and region. */
  readonly alarmName: string;
  readonly alarmDescription: string;
  /** Metric, threshold and duration of the alarm. */
  readonly alarm: Omit<CloudwatchMetricAlarmConfig, "alarmName" | "alarmDescription">;
}

const ADJUSTMENT = { percent: "PercentChangeInCapacity", tasks: "ChangeInCapacity" } as const;

/**
 * Adds tasks when an alarm goes off, the more the further its metric is above the threshold. It never removes any:
 * a scale-in by steps would not wait for the policies that track a target.
 * https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html
 */
export class ScalingSteps extends Construct {
  constructor(scope: Construct, id: string, props: ScalingStepsProps) {
    super(scope, id);
    const { unit } = props;
    const configuration = {
      adjustmentType: ADJUSTMENT[unit],
      cooldown: props.cooldownSeconds,
      metricAggregationType: "Average",
      ...(unit === "percent" && { minAdjustmentMagnitude: 1 }),
      stepAdjustment: adjustments(props.steps),
    };
    const policy = props.scaling.inTurn(
      (change) =>
        new AppautoscalingPolicy(this, "Default", {
          ...change,
          name: id,
          policyType: "StepScaling",
          stepScalingPolicyConfiguration: configuration,
        }),
    );
    new CloudwatchMetricAlarm(this, "alarm", {
      // A service without tasks has no CPU use: nothing is wrong then.
      treatMissingData: "notBreaching",
      ...props.alarm,
      alarmName: props.alarmName,
      alarmDescription: props.alarmDescription,
      alarmActions: [policy.arn],
    });
  }
}

/** A step reaches up to the next one, the last as far as the metric does. */
function adjustments(steps: readonly Step[]) {
  return steps.map(({ from, add }, index) => {
    const next = steps[index + 1];
    return {
      scalingAdjustment: add,
      metricIntervalLowerBound: String(from),
      ...(next !== undefined && { metricIntervalUpperBound: String(next.from) }),
    };
  });
}
