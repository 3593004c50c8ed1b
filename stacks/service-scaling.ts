import type { Construct } from "constructs";
import type { FargateService } from "../constructs/ecs/fargate-service";
import { type Forecast, ScalingFunction } from "../constructs/ecs/scaling-function";
import type { LoadBalancer } from "../constructs/ecs/load-balancer";
import type { TargetGroup } from "../constructs/ecs/target-group";
import { backlogScaling, requestScaling, restsAtZero } from "../environments/config/scaling-rules";
import type { ServiceConfig } from "../environments/config/schema";
import type { ServiceStackProps } from "./service-stack";

/** What a service is scaled by, besides its own metrics. */
export interface Load {
  /** Name of the environment. */
  readonly environment: string;
  readonly balancer: LoadBalancer;
  /** @default the service gets no requests */
  readonly targets: TargetGroup | undefined;
  /** @default the environment has no queue */
  readonly queueName: string | undefined;
}

/** Who moves the bounds of a service after Terraform has set them. */
export function boundsMovedBy({ scaling }: ServiceConfig): "schedules" | "forecast" | undefined {
  if (scaling.schedules.length > 0) return "schedules";
  return scaling.predictive === undefined ? undefined : "forecast";
}

/** Gives a service the policies and schedules of its configuration. */
export function scale({ scaling: by }: FargateService, config: ServiceConfig, load: Load): void {
  const { min, max, scaling } = config;
  by.onCpu(scaling.cpu.percent, scaling.cpu);
  by.onMemory(scaling.memory.percent, scaling.memory);
  const requests = requestScaling(config);
  if (requests !== undefined && load.targets !== undefined) {
    by.onRequests(requests.perTask, requests, load.balancer, load.targets);
  }
  const backlog = backlogScaling(config);
  if (backlog !== undefined && load.queueName !== undefined) {
    by.onBacklog(backlog.perTask, backlog, load.queueName);
    if (restsAtZero(config)) by.firstTaskOnMessage(load.queueName, backlog.scaleOutCooldownSeconds);
  }
  const [first, ...further] = scaling.step.steps;
  if (scaling.step.enabled && first !== undefined) {
    by.fastOnCpu({ ...scaling.step, steps: [first, ...further] });
  }
  if (scaling.schedules.length > 0) {
    by.onSchedule(scaling.schedules.map((one) => ({ ...one, min: one.min ?? min, max: one.max ?? max })));
  }
}

/** What the scaling function has to know about a service; undefined where its minimum is not forecast. */
export function forecast(
  { scaling: target }: FargateService,
  name: string,
  config: ServiceConfig,
  { environment, balancer, targets, queueName }: Load,
): Forecast | undefined {
  const { predictive, cpu } = config.scaling;
  if (predictive === undefined) return undefined;
  const { everyMinutes, ...settings } = predictive;
  const requests = requestScaling(config);
  const { clusterName, serviceName } = target.service;
  const event = {
    environment,
    service: name,
    resourceId: target.resourceId,
    clusterName,
    serviceName,
    min: config.min,
    max: config.max,
    cpuPercent: cpu.percent,
    ...(requests !== undefined &&
      targets !== undefined && {
        requests: {
          loadBalancer: balancer.arnSuffix,
          targetGroup: targets.arnSuffix,
          perTask: requests.perTask,
        },
      }),
    ...(config.queue === "receive" && queueName !== undefined && { queueName }),
    ...settings,
  };
  return { event, everyMinutes, targetArn: target.arn };
}

/** The function that sets minimums, where one is forecast. */
export function addScalingFunction(
  scope: Construct,
  { at, environment, network }: ServiceStackProps,
  asked: readonly (Forecast | undefined)[],
): void {
  const forecasts = asked.filter((one) => one !== undefined);
  if (forecasts.length === 0) return;
  new ScalingFunction(scope, "scaling", {
    at,
    forecasts,
    ...environment.scalingFunction,
    logKeyArn: network.logKeyArn,
    logRetentionDays: environment.logs.retentionDays,
  });
}
