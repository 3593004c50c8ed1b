import { join } from "node:path";
import { loadEnvironments } from "../../environments/config/load";
import { deployerOf } from "../../environments/config/pipelines";
import type { Environment } from "../../environments/config/schema";
import { stateOf } from "../../stacks";
import type { Say } from "../cli/stages";
import { imageTags } from "../image/content-hash";
import { Terraform } from "../terraform/terraform";
import { type DeployedStack, deployedStacks } from "./deployed";
import type { PlanDirectory } from "./plan-directory";
import { type EnvironmentPlan, type StackPlan, summarize } from "./summary";
import { stacksOf, type SynthesizedStack } from "./synthesized";
import type { TerraformPlan } from "./terraform-plan";

export interface PlanOptions {
  /** Directory of the project. */
  readonly project: string;
  /** Directory that cdktf has synthesized into. */
  readonly output: string;
  /** Variables of every program that is started. @default this process's */
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** Ids of stateful resources that may be destroyed, besides those that the configuration names. */
  readonly allow: readonly string[];
}

/**
 * Plans every stack of an environment into a directory. Stacks read each other's outputs from the remote state, so
 * one whose sources have not been applied is reported as waiting, and one whose sources are about to change as
 * provisional: it is planned again when they have.
 */
export async function planEnvironment(
  environment: Environment,
  directory: PlanDirectory,
  { project, output, env, signal, allow }: PlanOptions,
  say: Say,
): Promise<EnvironmentPlan> {
  const stacks = stacksOf(output, environment.name);
  const deployed = await deployedStacks(stateOf(environment), environment.name);
  directory.clear();
  const planned: StackPlan[] = [];
  for (const stack of stacks) {
    say(stack.id);
    const terraform = new Terraform(stack.directory, { ...(env && { env }), signal });
    planned.push(await planStack(stack, terraform, { directory, deployed, earlier: planned }));
  }
  const known = stacks.map(({ id }) => id);
  const plan: EnvironmentPlan = {
    environment: environment.name,
    imageTag: imageTags(project)(environment.image.architecture),
    remoteState: deployed !== undefined,
    stacks: planned,
    orphans: [...(deployed ?? [])]
      .filter(([id, { resources }]) => resources > 0 && !known.includes(id))
      .map(([id]) => id),
    allowed: [...new Set([...environment.delivery.allowDestroy, ...allow])],
    othersDeploy: deployerOf(environment, loadEnvironments(join(project, "environments"))) !== undefined,
  };
  directory.write(plan);
  return plan;
}

interface Circumstances {
  readonly directory: PlanDirectory;
  readonly deployed: ReadonlyMap<string, DeployedStack> | undefined;
  /** The stacks that come before this one. */
  readonly earlier: readonly StackPlan[];
}

async function planStack(
  stack: SynthesizedStack,
  terraform: Terraform,
  { directory, deployed, earlier }: Circumstances,
): Promise<StackPlan> {
  const { id, resources } = stack;
  const nothing = { stack: id, resources, changes: [], outputs: [], losses: [] };
  if (deployed === undefined)
    return { ...nothing, status: "waiting", waitsFor: ["there is no remote state yet"] };
  const missing = [...stack.reads].flatMap(([from, names]) => whatIsMissing(from, names, deployed));
  if (missing.length > 0) return { ...nothing, status: "waiting", waitsFor: missing };
  const waitsFor = changingSources(stack, earlier);
  return {
    stack: id,
    resources,
    status: waitsFor.length === 0 ? "planned" : "provisional",
    waitsFor,
    ...(await makePlan(stack, terraform, directory)),
  };
}

/** Plans a stack into the directory, and says what the plan would do. */
export async function makePlan(
  { id }: Pick<SynthesizedStack, "id">,
  terraform: Terraform,
  directory: PlanDirectory,
  ...args: string[]
): Promise<Pick<StackPlan, "changes" | "outputs" | "losses">> {
  await terraform.init("-reconfigure");
  await terraform.plan(directory.file(id), ...args);
  directory.keepLock(id, terraform.directory);
  return summarize(id, (await terraform.show(directory.file(id))) as TerraformPlan);
}

function whatIsMissing(
  from: string,
  names: readonly string[],
  deployed: ReadonlyMap<string, DeployedStack>,
): string[] {
  const source = deployed.get(from);
  if (source === undefined || source.outputs.length === 0) return [`${from} has not been applied yet`];
  const absent = names.filter((name) => !source.outputs.includes(name));
  return absent.length === 0
    ? []
    : [`${from} has to be applied first: it gets the output ${absent.join(", ")}`];
}

/** Sources that are about to change what this stack reads, or that may do so because they wait themselves. */
function changingSources({ reads }: SynthesizedStack, earlier: readonly StackPlan[]): string[] {
  return [...reads].flatMap(([from, names]) => {
    const source = earlier.find(({ stack }) => stack === from);
    if (source === undefined) return [];
    if (source.status !== "planned") return [`${from} waits itself`];
    return source.outputs.some((name) => names.includes(name)) ? [`${from} changes what it reads`] : [];
  });
}
