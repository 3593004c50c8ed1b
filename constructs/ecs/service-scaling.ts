import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { Construct } from "constructs";

export interface ServiceScalingProps {
  readonly clusterName: string;
  readonly serviceName: string;
  /** Bounds of the number of tasks. */
  readonly min: number;
  readonly max: number;
}

export interface Cooldowns {
  /** Seconds after adding tasks before more are added. */
  readonly scaleOutCooldownSeconds: number;
  /** Seconds after removing tasks before more are removed. */
  readonly scaleInCooldownSeconds: number;
}

/** The number of tasks of one service, moved by load between its bounds. */
export class ServiceScaling extends Construct {
  private readonly target: AppautoscalingTarget;

  constructor(scope: Construct, id: string, { clusterName, serviceName, min, max }: ServiceScalingProps) {
    super(scope, id);
    this.target = new AppautoscalingTarget(this, "Default", {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: `service/${clusterName}/${serviceName}`,
      minCapacity: min,
      maxCapacity: max,
    });
  }

  /**
   * Adds and removes tasks so that a metric stays near its target. With several policies the one that asks for
   * most tasks wins.
   * https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
   */
  track(
    id: string,
    targetValue: number,
    { scaleOutCooldownSeconds, scaleInCooldownSeconds }: Cooldowns,
    predefinedMetricSpecification: { predefinedMetricType: string; resourceLabel?: string },
  ): void {
    new AppautoscalingPolicy(this, id, {
      name: id,
      policyType: "TargetTrackingScaling",
      serviceNamespace: this.target.serviceNamespace,
      scalableDimension: this.target.scalableDimension,
      resourceId: this.target.resourceId,
      targetTrackingScalingPolicyConfiguration: {
        targetValue,
        scaleOutCooldown: scaleOutCooldownSeconds,
        scaleInCooldown: scaleInCooldownSeconds,
        predefinedMetricSpecification,
      },
    });
  }
}
