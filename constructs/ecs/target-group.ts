import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";

export interface TargetGroupProps {
  readonly vpcId: string;
  /** How long a leaving task may finish its requests, in seconds, 0–3600. */
  readonly deregistrationDelaySeconds: number;
  readonly healthCheck: {
    readonly path: string;
    readonly intervalSeconds: number;
    readonly timeoutSeconds: number;
    readonly healthyThreshold: number;
    readonly unhealthyThreshold: number;
  };
}

/** The tasks of one service, as the load balancer sees them. */
export class TargetGroup extends Construct {
  readonly arn: string;
  /** `targetgroup/<name>/<id>`: what metrics and scaling call it. */
  readonly arnSuffix: string;
  private attachment: ITerraformDependable | undefined;

  constructor(
    scope: Construct,
    id: string,
    { vpcId, deregistrationDelaySeconds, healthCheck }: TargetGroupProps,
  ) {
    super(scope, id);
    const group = new LbTargetGroup(this, "Default", {
      // A change of VPC replaces the group while the listener still uses it: the new one comes first, under a name of
      // its own. AWS takes six characters of prefix.
      namePrefix: "tasks-",
      lifecycle: { createBeforeDestroy: true },
      vpcId,
      // ECS registers each task with the port of its container, so tasks of two versions may listen on different ones.
      // With the container's port here, a change of it would replace the group, and leave the listener without tasks.
      port: 80,
      protocol: "HTTP",
      targetType: "ip",
      deregistrationDelay: String(deregistrationDelaySeconds),
      healthCheck: {
        path: healthCheck.path,
        matcher: "200",
        interval: healthCheck.intervalSeconds,
        timeout: healthCheck.timeoutSeconds,
        healthyThreshold: healthCheck.healthyThreshold,
        unhealthyThreshold: healthCheck.unhealthyThreshold,
      },
    });
    suppress(
      group,
      "target-group-tls",
      "TLS ends at the load balancer; between it and tasks the VPC lets nobody listen, and tasks admit nobody else.",
    );
    this.arn = group.arn;
    this.arnSuffix = group.arnSuffix;
  }

  /** ECS refuses tasks for a group that no listener uses, so its service waits for the listener or rule. */
  get listenedTo(): ITerraformDependable {
    if (this.attachment === undefined)
      throw new Error(`${this.node.path}: no listener forwards to this group`);
    return this.attachment;
  }

  attachedBy(listenerOrRule: ITerraformDependable): void {
    this.attachment = listenerOrRule;
  }
}
