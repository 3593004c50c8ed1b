import { EcsService, type EcsServiceCapacityProviderStrategy } from "@cdktf/provider-aws/lib/ecs-service";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Location } from "../location";
import type { Network } from "../vpc/network";
import type { Cluster } from "./cluster";
import { ServiceScaling, type ServiceScalingProps } from "./service-scaling";
import type { TargetGroup } from "./target-group";
import type { TaskDefinition } from "./task-definition";

export interface FargateServiceProps extends Pick<ServiceScalingProps, "min" | "max" | "boundsMovedBy"> {
  readonly at: Location;
  readonly name: string;
  readonly cluster: Cluster;
  readonly network: Network;
  readonly securityGroupId: string;
  readonly task: TaskDefinition;
  /** Port of the container. */
  readonly port: number;
  /** Target group of the load balancer. @default no requests from it */
  readonly targets?: TargetGroup | undefined;
  /** What lets the load balancer reach the tasks. @default no requests from it */
  readonly reachedThrough?: readonly ITerraformDependable[] | undefined;
  /** Tasks at the start; auto scaling owns the number afterwards. */
  readonly desired: number;
  /** What has to have happened before tasks of a new version start. @default nothing */
  readonly after?: readonly ITerraformDependable[] | undefined;
  /** How tasks are spread over on-demand and Spot capacity. */
  readonly capacity: {
    readonly onDemandBase: number;
    readonly onDemandWeight: number;
    readonly spotWeight: number;
  };
  /** How long a deployment may take, in minutes; `rolloutMinutes` computes it. */
  readonly rolloutMinutes: number;
  /** Names of alarms that a deployment is taken back on. @default none */
  readonly rollbackAlarms?: readonly string[] | undefined;
  /** Whether ECS Exec is possible; the task definition must have been made for it. */
  readonly exec: boolean;
  /** Whether a pipeline gives the service new versions: Terraform then leaves the running one alone. @default false */
  readonly deployedByPipeline?: boolean;
}

/**
 * A service on Fargate that is replaced without a gap: new tasks first, old ones once the new are healthy, and
 * back to the last version when they do not become so.
 */
export class FargateService extends Construct {
  readonly name: string;
  readonly scaling: ServiceScaling;

  constructor(scope: Construct, id: string, props: FargateServiceProps) {
    super(scope, id);
    const { cluster, task, targets } = props;
    const service = new EcsService(this, "Default", {
      name: props.name,
      cluster: cluster.arn,
      taskDefinition: task.arn,
      desiredCount: props.desired,
      platformVersion: "LATEST",
      capacityProviderStrategy: strategy(props.capacity),
      // Another strategy is an update only with a new deployment; without, the provider replaces the service.
      // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
      forceNewDeployment: true,
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      ...(props.rollbackAlarms !== undefined && {
        alarms: { enable: true, rollback: true, alarmNames: [...props.rollbackAlarms] },
      }),
      availabilityZoneRebalancing: "ENABLED",
      enableExecuteCommand: props.exec,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      networkConfiguration: {
        subnets: [...props.network.privateSubnetIds],
        securityGroups: [props.securityGroupId],
        assignPublicIp: false,
      },
      ...(targets !== undefined && {
        loadBalancer: [
          { targetGroupArn: targets.arn, containerName: task.containerName, containerPort: props.port },
        ],
        healthCheckGracePeriodSeconds: 60,
      }),
      // A version that does not start fails the deployment, not only the service.
      waitForSteadyState: true,
      timeouts: timeouts(props.rolloutMinutes),
      lifecycle: {
        ignoreChanges: ["desired_count", ...(props.deployedByPipeline === true ? ["task_definition"] : [])],
      },
      dependsOn: [
        cluster.capacityProviders,
        ...task.roles.map((role) => role.ready),
        ...(props.after ?? []),
        ...(targets === undefined ? [] : [targets.listenedTo]),
        // Another port: the new one is opened before, the old one closed once no task listens there any more.
        ...(props.reachedThrough ?? []),
      ],
    });
    this.name = service.name;
    this.scaling = new ServiceScaling(this, "scaling", {
      at: props.at,
      name: props.name,
      clusterName: cluster.name,
      serviceName: service.name,
      min: props.min,
      max: props.max,
      boundsMovedBy: props.boundsMovedBy,
    });
  }
}

function timeouts(minutes: number) {
  return { create: `${minutes}m`, update: `${minutes}m`, delete: `${minutes}m` };
}

/**
 * Explicit from the start: a service without a strategy can not be given one without being replaced.
 * Only one provider may have a base.
 */
function strategy({ onDemandBase, onDemandWeight, spotWeight }: FargateServiceProps["capacity"]) {
  const providers: EcsServiceCapacityProviderStrategy[] = [
    { capacityProvider: "FARGATE", base: onDemandBase, weight: onDemandWeight },
    { capacityProvider: "FARGATE_SPOT", base: 0, weight: spotWeight },
  ];
  return providers.filter(({ base, weight }) => (base ?? 0) > 0 || (weight ?? 0) > 0);
}
