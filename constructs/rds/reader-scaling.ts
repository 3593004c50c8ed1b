import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import type { ITerraformDependable } from "cdktf";
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
  /** The cluster's instances: a cluster without a writer and a reader can't be registered. */
  readonly after: readonly ITerraformDependable[];
}

/**
 * The number of an Aurora cluster's readers, moved by their CPU use. What it adds is not Terraform's; before the
 * cluster is destroyed, scaling has to have removed it (`max` lowered to the number of readers).
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Integrating.AutoScaling.html
 */
export class ReaderScaling extends Construct {
  constructor(scope: Construct, id: string, props: ReaderScalingProps) {
    super(scope, id);
    const { clusterIdentifier, min, max, cpuPercent, after } = props;
    const target = new AppautoscalingTarget(this, "Default", {
      serviceNamespace: "rds",
      scalableDimension: "rds:cluster:ReadReplicaCount",
      resourceId: `cluster:${clusterIdentifier}`,
      minCapacity: min,
      maxCapacity: max,
      dependsOn: [...after],
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
