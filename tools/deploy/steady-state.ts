import { setTimeout as sleep } from "node:timers/promises";
import { DescribeServicesCommand, ECSClient, type Service } from "@aws-sdk/client-ecs";
import { awsClient } from "../aws/client";
import { ExpectedError } from "../cli/expected-error";
import type { Say } from "../cli/stages";
import type { Terraform } from "../terraform/terraform";

/** A service does not run what was deployed. */
export class DeploymentFailedError extends ExpectedError {
  override readonly name = "DeploymentFailedError";
}

export interface SteadyStateOptions {
  readonly region: string;
  readonly signal?: AbortSignal | undefined;
  readonly say?: Say;
  /**
   * Whether somebody else gives the services new versions: then they may run any revision that was deployed
   * completely, not only the one that was applied. @default false
   */
  readonly othersDeploy?: boolean;
  /** How long to wait, in milliseconds. @default 20 minutes */
  readonly withinMs?: number;
  /** Time between two looks, in milliseconds. @default 5 seconds */
  readonly everyMs?: number;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const SERVICES_PER_CALL = 10;

/**
 * Waits until every service of a stack runs the task definition that was applied, and nothing else. Terraform waits
 * for a steady state too, but a service that the circuit breaker has taken back to its last version is steady as
 * well: the deployment has failed all the same. Where a pipeline deploys too, another revision is no sign of that.
 *
 * @param terraform in the directory of the service stack, after it was applied
 * @returns the number of tasks wanted, by service
 * @throws {DeploymentFailedError} with what ECS says
 */
export async function steadyState(
  terraform: Terraform,
  {
    region,
    othersDeploy = false,
    signal,
    say = () => undefined,
    withinMs = 1_200_000,
    everyMs = 5000,
  }: SteadyStateOptions,
): Promise<ReadonlyMap<string, number>> {
  const services = await terraform.attributes("aws_ecs_service");
  const applied = othersDeploy ? [] : await terraform.attributes("aws_ecs_task_definition");
  const definitions = applied.map(({ arn }) => String(arn));
  const [cluster] = services.map((service) => String(service["cluster"]));
  const names = services.map(({ name }) => String(name));
  const ecs = awsClient(ECSClient, { region });
  const until = Date.now() + withinMs;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const found = cluster === undefined ? [] : await describe(ecs, cluster, names);
      const waiting = found.flatMap((service) => stateOf(service, definitions));
      if (waiting.length === 0) {
        return new Map(found.map(({ serviceName = "", desiredCount = 0 }) => [serviceName, desiredCount]));
      }
      say(waiting.join(", "));
      if (Date.now() > until) {
        throw new DeploymentFailedError(`no steady state after ${withinMs / 1000} s: ${waiting.join(", ")}`);
      }
      await sleep(everyMs, undefined, { signal });
    }
  } finally {
    ecs.destroy();
  }
}

async function describe(ecs: ECSClient, cluster: string, names: readonly string[]): Promise<Service[]> {
  const found: Service[] = [];
  for (let index = 0; index < names.length; index += SERVICES_PER_CALL) {
    const services = names.slice(index, index + SERVICES_PER_CALL);
    const answer = await ecs.send(new DescribeServicesCommand({ cluster, services }));
    const missing = answer.failures?.map(({ arn, reason }) => `${arn ?? ""} ${reason ?? ""}`) ?? [];
    if (missing.length > 0) throw new DeploymentFailedError(`services are missing: ${missing.join(", ")}`);
    found.push(...(answer.services ?? []));
  }
  return found;
}

/** What a service still waits for. @throws {DeploymentFailedError} where it waits for nothing any more */
function stateOf(service: Service, definitions: readonly string[]): string[] {
  const { serviceName = "", deployments = [], runningCount = 0, desiredCount = 0 } = service;
  const primary = deployments.find(({ status }) => status === "PRIMARY");
  const runs = primary?.taskDefinition ?? service.taskDefinition ?? "";
  const applied = definitions.find((arn) => family(arn) === family(runs));
  const failed = deployments.find(({ rolloutState }) => rolloutState === "FAILED");
  if (failed !== undefined || (applied !== undefined && applied !== runs)) {
    const reason = failed?.rolloutStateReason ?? primary?.rolloutStateReason ?? "no reason given";
    const events = (service.events ?? []).slice(0, 5).map(({ message }) => `\n    ${message ?? ""}`);
    throw new DeploymentFailedError(
      `${serviceName}: the deployment of ${name(applied ?? "")} failed, ${name(runs)} runs again: ${reason}. ` +
        `The last events:${events.join("")}`,
    );
  }
  const rolling = deployments.length > 1 || primary?.rolloutState === "IN_PROGRESS";
  return rolling || runningCount !== desiredCount
    ? [`${serviceName} ${runningCount} of ${desiredCount} tasks`]
    : [];
}

/** `webapp-dev-web:7` of a task definition's ARN. */
function name(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}

function family(arn: string): string {
  return name(arn).split(":")[0] ?? "";
}
