import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { Construct } from "constructs";

export interface ReaderScalingBounds {
  /** Most readers. */
  readonly max: number;
  /** CPU use of the readers that scaling aims at, in percent. */
  readonly cpuPercent: number;
}

export interface ReaderScalingProps extends ReaderScalingBounds {
  readonly clusterIdentifier: string;
  /** Fewest readers: those that Terraform made. */
  readonly min: number;
}

/**
 * The number of an Aurora cluster's readers, moved by their CPU use. What it adds is not Terraform's; before the
 * cluster is destroyed, scaling has to have removed it (`max` lowered to the number of readers).
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Integrating.AutoScaling.html
 */
export class ReaderScaling extends Construct {
  constructor(scope: Construct, id: string, { clusterIdentifier, min, max, cpuPercent }: ReaderScalingProps) {
    super(scope, id);
    const target = new AppautoscalingTarget(this, "Default", {
      serviceNamespace: "rds",
      scalableDimension: "rds:cluster:ReadReplicaCount",
      resourceId: `cluster:${clusterIdentifier}`,
      minCapacity: min,
      maxCapacity: max,
    });
    new AppautoscalingPolicy(this, "cpu", {
      name: "cpu",
      policyType: "TargetTrackingScaling",
      serviceNamespace: target.serviceNamespace,
      scalableDimension: target.scalableDimension,
      resourceId: target.resourceId,
      targetTrackingScalingPolicyConfiguration: {
        targetValue: cpuPercent,
        predefinedMetricSpecification: { predefinedMetricType: "RDSReaderAverageCPUUtilization" },
      },
    });
  }
}
