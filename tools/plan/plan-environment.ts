import { environmentsDirectory, loadEnvironments } from "../../environments/config/load";
import { deployerOf } from "../../environments/config/pipelines";
import type { Environment } from "../../environments/config/schema";
import { stateOf } from "../../stacks";
import type { Say } from "../cli/stages";
import { SideBySide } from "../cli/steps";
import { versionsOf } from "../image/built-image";
import { inOrder } from "../process/in-order";
import { commandsAtOnce } from "../terraform/at-once";
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
  /** Whether AWS is asked what has changed since the last deployment. @default true */
  readonly refresh?: boolean;
}

/**
 * Plans every stack of an environment into a directory. Stacks read each other's outputs from the remote state, so
 * one whose sources have not been applied is reported as waiting, and one whose sources are about to change as
 * provisional: it is planned again when they have.
 */
export async function planEnvironment(
  environment: Environment,
  directory: PlanDirectory,
  { project, output, env, signal, allow, refresh = true }: PlanOptions,
  say: Say,
): Promise<EnvironmentPlan> {
  const stacks = stacksOf(output, environment.name);
  const deployed = await deployedStacks(stateOf(environment), environment.name);
  directory.clear();
  const plannable = stacks.filter((stack) => whatIsMissing(stack, deployed).length === 0);
  const terraform = (at: string) => new Terraform(at, { ...(env && { env }), signal });
  const args = refresh ? [] : ["-refresh=false"];
  const made = await makePlans(plannable, { terraform, directory, signal, say }, ...args);
  const planned: StackPlan[] = [];
  for (const stack of stacks) planned.push(stackPlan(stack, made.get(stack.id), deployed, planned));
  const known = stacks.map(({ id }) => id);
  const plan: EnvironmentPlan = {
    environment: environment.name,
    images: versionsOf(environment, project),
    remoteState: deployed !== undefined,
    stacks: planned,
    orphans: [...(deployed ?? [])]
      .filter(([id, { resources }]) => resources > 0 && !known.includes(id))
      .map(([id]) => id),
    allowed: [...new Set([...environment.delivery.allowDestroy, ...allow])],
    othersDeploy: deployerOf(environment, loadEnvironments(environmentsDirectory(project))) !== undefined,
  };
  directory.write(plan);
  return plan;
}

/** What a plan would do. */
export type MadePlan = Pick<StackPlan, "changes" | "outputs" | "losses">;

/** @param earlier the stacks that come before this one */
function stackPlan(
  stack: SynthesizedStack,
  made: MadePlan | undefined,
  deployed: Deployed,
  earlier: readonly StackPlan[],
): StackPlan {
  const { id, resources } = stack;
  if (made === undefined) {
    const waitsFor = whatIsMissing(stack, deployed);
    return { stack: id, resources, changes: [], outputs: [], losses: [], status: "waiting", waitsFor };
  }
  const waitsFor = changingSources(stack, earlier);
  return {
    stack: id,
    resources,
    status: waitsFor.length === 0 ? "planned" : "provisional",
    waitsFor,
    ...made,
  };
}

type Deployed = ReadonlyMap<string, DeployedStack> | undefined;

interface MakingPlans {
  /** Terraform in the synthesized directory of a stack. */
  readonly terraform: (directory: string) => Terraform;
  readonly directory: PlanDirectory;
  readonly signal?: AbortSignal | undefined;
  readonly say: Say;
}

/**
 * Plans stacks into the directory, side by side: what a plan says depends on what is deployed, not on another plan.
 *
 * @param args further arguments of each plan, such as `-destroy`
 * @returns what the plans would do, by stack
 */
export async function makePlans(
  stacks: readonly SynthesizedStack[],
  { terraform, directory, signal, say }: MakingPlans,
  ...args: string[]
): Promise<ReadonlyMap<string, MadePlan>> {
  const made = new Map<string, MadePlan>();
  const sideBySide = new SideBySide(say);
  await inOrder(
    stacks.map((stack) => ({ ...stack, after: [] })),
    (stack) =>
      sideBySide.run(stack.id, async () => {
        made.set(stack.id, await makePlan(stack, terraform(stack.directory), directory, ...args));
      }),
    { atOnce: commandsAtOnce(), signal },
  );
  return made;
}

/** Plans a stack into the directory, and says what the plan would do. */
export async function makePlan(
  { id }: Pick<SynthesizedStack, "id">,
  terraform: Terraform,
  directory: PlanDirectory,
  ...args: string[]
): Promise<MadePlan> {
  await terraform.init("-reconfigure");
  await terraform.plan(directory.file(id), ...args);
  directory.keepLock(id, terraform.directory);
  return summarize(id, (await terraform.show(directory.file(id))) as TerraformPlan);
}

/** What has to be deployed before a stack can be planned. */
function whatIsMissing({ reads }: SynthesizedStack, deployed: Deployed): string[] {
  if (deployed === undefined) return ["there is no remote state yet"];
  return [...reads].flatMap(([from, names]) => {
    const source = deployed.get(from);
    if (source === undefined || source.outputs.length === 0) return [`${from} has not been applied yet`];
    const absent = names.filter((name) => !source.outputs.includes(name));
    return absent.length === 0
      ? []
      : [`${from} has to be applied first: it gets the output ${absent.join(", ")}`];
  });
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
