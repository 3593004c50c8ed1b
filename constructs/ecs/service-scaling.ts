import {
  AppautoscalingPolicy,
  type AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration as TrackingConfiguration,
} from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Location } from "../location";
import type { LoadBalancer } from "./load-balancer";
import { backlogPerTask, unattendedAlarm } from "./scaling-backlog";
import { requestsPerTask } from "./scaling-requests";
import { ScalingSchedule, type Schedule } from "./scaling-schedule";
import { ScalingSteps } from "./scaling-steps";
import type { TargetGroup } from "./target-group";

/** The service as Application Auto Scaling and its metrics call it. */
export interface ScalableService {
  readonly clusterName: string;
  readonly serviceName: string;
}

export interface ServiceScalingProps extends ScalableService {
  readonly at: Location;
  /** The service's name in the configuration. */
  readonly name: string;
  /** Bounds of the number of tasks. */
  readonly min: number;
  readonly max: number;
  /** Who else changes the bounds: Terraform then sets them at creation only. @default nobody */
  readonly boundsMovedBy?: "schedules" | "forecast" | undefined;
}

export interface Cooldowns {
  /** Seconds after adding tasks before more are added. */
  readonly scaleOutCooldownSeconds: number;
  /** Seconds after removing tasks before more are removed. */
  readonly scaleInCooldownSeconds: number;
}

/** What a policy follows: a metric that AWS predefines, or one computed from others. */
export type Tracked = Pick<
  TrackingConfiguration,
  "predefinedMetricSpecification" | "customizedMetricSpecification"
>;

/** What policies and schedules have in common: the scalable target, and what they come after. */
export interface TargetChange {
  readonly serviceNamespace: string;
  readonly scalableDimension: string;
  readonly resourceId: string;
  readonly dependsOn: ITerraformDependable[];
}

/** How much is added on the fast path, by how high CPU use is. */
export interface CpuSteps {
  /** Ascending. */
  readonly steps: readonly [CpuStep, ...CpuStep[]];
  /** Minutes in a row above the first step. */
  readonly minutes: number;
  readonly cooldownSeconds: number;
}

interface CpuStep {
  /** CPU use in percent. */
  readonly abovePercent: number;
  /** Tasks that are added, in percent of those there are. */
  readonly addPercent: number;
}

/** A minimum that is forecast is not Terraform's; of schedules neither bound is. */
const MOVED = { schedules: ["min_capacity", "max_capacity"], forecast: ["min_capacity"] } as const;

/**
 * The number of tasks of one service, moved by load between its bounds.
 *
 * Policies add up without fighting: tasks are added as soon as one policy wants it, the one that wants most wins,
 * and tasks are removed only when all that track a target agree.
 * https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
 */
export class ServiceScaling extends Construct {
  /** `service/<cluster>/<service>` */
  readonly resourceId: string;
  /** ARN of the scalable target. */
  readonly arn: string;
  /** What metrics call the service. */
  readonly service: ScalableService;
  private readonly target: AppautoscalingTarget;
  private last: ITerraformDependable;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServiceScalingProps,
  ) {
    super(scope, id);
    const { clusterName, serviceName, min, max, boundsMovedBy } = props;
    this.target = new AppautoscalingTarget(this, "Default", {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: `service/${clusterName}/${serviceName}`,
      minCapacity: min,
      maxCapacity: max,
      ...(boundsMovedBy !== undefined && { lifecycle: { ignoreChanges: [...MOVED[boundsMovedBy]] } }),
    });
    this.last = this.target;
    this.service = { clusterName, serviceName };
    this.resourceId = this.target.resourceId;
    this.arn = this.target.arn;
  }

  /**
   * Makes a policy or schedule of this target. They are made one after the other: AWS refuses to change a target that
   * is being changed.
   * https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html (ConcurrentUpdateException)
   */
  inTurn<T extends ITerraformDependable>(make: (change: TargetChange) => T): T {
    const { serviceNamespace, scalableDimension, resourceId } = this.target;
    const made = make({ serviceNamespace, scalableDimension, resourceId, dependsOn: [this.last] });
    this.last = made;
    return made;
  }

  /** Keeps the average CPU use of the tasks near a percentage. */
  onCpu(target: number, cooldowns: Cooldowns): void {
    this.track("cpu", target, cooldowns, {
      predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
    });
  }

  /** Keeps the average memory use of the tasks near a percentage. */
  onMemory(target: number, cooldowns: Cooldowns): void {
    this.track("memory", target, cooldowns, {
      predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageMemoryUtilization" },
    });
  }

  /** Keeps the requests per task and minute near a number. */
  onRequests(target: number, cooldowns: Cooldowns, balancer: LoadBalancer, targets: TargetGroup): void {
    this.track("requests", target, cooldowns, requestsPerTask(balancer.arnSuffix, targets.arnSuffix));
  }

  /** Keeps the waiting messages of a queue, divided by the running tasks, near a number. */
  onBacklog(target: number, cooldowns: Cooldowns, queueName: string): void {
    this.track("backlog", target, cooldowns, backlogPerTask(this.props, queueName));
  }

  /** Starts the first task when messages wait and none runs. */
  firstTaskOnMessage(queueName: string, cooldownSeconds: number): void {
    new ScalingSteps(this, "first-task", {
      scaling: this,
      unit: "tasks",
      steps: [{ from: 0, add: 1 }],
      cooldownSeconds,
      alarmName: this.alarmName("unattended"),
      alarmDescription: `Scaling: messages wait and no task of ${this.props.name} runs`,
      alarm: unattendedAlarm(this.props, queueName),
    });
  }

  /** The fast path: adds tasks in steps, after minutes above a percentage of CPU instead of after three. */
  fastOnCpu({ steps, minutes, cooldownSeconds }: CpuSteps): void {
    const [{ abovePercent: threshold }] = steps;
    const { clusterName, serviceName } = this.props;
    new ScalingSteps(this, "fast", {
      scaling: this,
      unit: "percent",
      steps: steps.map(({ abovePercent, addPercent }) => ({
        from: abovePercent - threshold,
        add: addPercent,
      })),
      cooldownSeconds,
      alarmName: this.alarmName("cpu-fast"),
      alarmDescription: `Scaling: CPU of ${this.props.name} is above ${threshold} %`,
      alarm: {
        namespace: "AWS/ECS",
        metricName: "CPUUtilization",
        dimensions: { ClusterName: clusterName, ServiceName: serviceName },
        statistic: "Average",
        period: 60,
        evaluationPeriods: minutes,
        comparisonOperator: "GreaterThanThreshold",
        threshold,
      },
    });
  }

  /** Changes the bounds by the clock. */
  onSchedule(schedules: readonly Schedule[]): void {
    new ScalingSchedule(this, "schedules", { scaling: this, schedules });
  }

  /** Adds and removes tasks so that a metric stays near its target. */
  private track(id: string, targetValue: number, cooldowns: Cooldowns, tracked: Tracked): void {
    const configuration = {
      targetValue,
      scaleOutCooldown: cooldowns.scaleOutCooldownSeconds,
      scaleInCooldown: cooldowns.scaleInCooldownSeconds,
      ...tracked,
    };
    this.inTurn(
      (change) =>
        new AppautoscalingPolicy(this, id, {
          ...change,
          name: id,
          policyType: "TargetTrackingScaling",
          targetTrackingScalingPolicyConfiguration: configuration,
        }),
    );
  }

  private alarmName(what: string): string {
    return `${this.props.at.prefix}-${this.props.name}-${what}`;
  }
}
