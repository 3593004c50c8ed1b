import { existsSync } from "node:fs";
import { join } from "node:path";
import { rolloutMinutes } from "../../constructs/ecs/rollout-time";
import { loadEnvironments } from "../../environments/config/load";
import { deployerOf } from "../../environments/config/pipelines";
import type { Environment } from "../../environments/config/schema";
import { baselineStackId, replicationStackId, stateOf, stateStackId } from "../../stacks";
import { checkCaller } from "../aws/caller";
import { applyBaseline } from "../baseline/adopt";
import { UsageError } from "../cli/environment";
import { type Say, Stages } from "../cli/stages";
import { summary as costSummary } from "../cost/answer";
import { publish } from "../image/publish";
import { applyReplication, regionsWithoutCopies } from "../image/replication";
import { checkScan } from "../image/scan";
import { refusedLosses, refuseOrphans, type EnvironmentPlan, describePlan, isEmpty } from "../plan/summary";
import { GuardError } from "../plan/guard";
import { PlanDirectory } from "../plan/plan-directory";
import { planEnvironment } from "../plan/plan-environment";
import { OUTPUT, synthesize } from "../plan/synthesize";
import { bootstrap } from "../state/bootstrap";
import { stateObjectExists } from "../state/existing";
import { resourceProgress } from "../terraform/progress";
import { Terraform } from "../terraform/terraform";
import { deployDefinitions } from "./definitions";
import { applyStack, type Outcome } from "./rollout";
import { awakeRegions, smokeTest } from "./smoke-test";
import { steadyState } from "./steady-state";
import { checkTerraform } from "./tools";

export interface DeployOptions {
  /** Directory of the project. */
  readonly project: string;
  /** Variables of every program that is started. @default this process's */
  readonly env?: NodeJS.ProcessEnv;
  /** Directory to synthesize into. @default `cdktf.out` */
  readonly output?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Stateful resources that may be destroyed, as the plan guard names them. */
  readonly allow: readonly string[];
  /** Directory of a plan that was made and looked at before. @default it is planned now */
  readonly saved?: string | undefined;
  /** A saved image. @default the image is built here, where the registry lacks it */
  readonly archive?: string | undefined;
  /** Whether the public address is asked at the end. */
  readonly smokeTest: boolean;
  /** What is asked instead of the deployed address, such as a proxy in front of it. */
  readonly url?: string | undefined;
  /** Sees the plan before anything is changed. @throws {DeclinedError} to stop */
  readonly confirm: (plan: EnvironmentPlan) => Promise<void>;
  readonly out?: NodeJS.WriteStream;
}

export interface Deployed {
  /** Whether anything was applied or pushed. */
  readonly changed: boolean;
  /** The image that runs, by tag, and what the tag stands for. */
  readonly image: { readonly name: string; readonly digest: string };
  /** By stack, without those that stacks pass to each other. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * Brings an environment to what its configuration says: plan, confirmation, remote state, registry, image, then
 * every stack after those it reads from; at the end the services run what was deployed, and answer. It may be
 * repeated at any time: what is done already is left alone.
 */
export async function deploy(environment: Environment, options: DeployOptions): Promise<Deployed> {
  const { project, env = process.env, signal, out = process.stdout } = options;
  const output = options.output ?? process.env["CDKTF_OUTDIR"] ?? join(project, OUTPUT);
  const { directory, plan, missing } = await prepare(environment, output, options);
  out.write(`\n${describePlan(plan)}\n${costSummary(environment.name, output)}\n\n`);
  for (const stack of missing) out.write(`  ${stack} is set up first, once for the account\n`);
  if (noticesNobody(environment)) {
    out.write(
      `  warning: nobody is told of alarms; set monitoring.emails in environments/${environment.name}.ts\n`,
    );
  }
  refuseOrphans(plan);
  const refused = refusedLosses(plan);
  if (refused.length > 0) throw new GuardError(refused);
  if (!isEmpty(plan) || missing.length > 0) await options.confirm(plan);

  const stages = new Stages(plan.stacks.length + 3 + missing.length + (options.smokeTest ? 1 : 0), out);
  const terraform = (stack: string, say?: Say) =>
    new Terraform(join(output, "stacks", stack), {
      env,
      signal,
      ...(say && { onLine: resourceProgress(say) }),
    });
  const state = stateStackId(environment);
  if (missing.includes(state)) {
    await stages.run("Create the remote state", (say) =>
      bootstrap(terraform(state, say), state, stateOf(environment)),
    );
  }
  const baseline = baselineStackId(environment);
  if (missing.includes(baseline)) {
    await stages.run("Set up the account's baseline", (say) =>
      applyBaseline(terraform(baseline, say), environment.account),
    );
  }
  const outcomes = new Map<string, Outcome>();
  const apply = async (selected: EnvironmentPlan["stacks"]) => {
    for (const stack of selected) {
      const outcome = await stages.run(`Deploy ${stack.stack}`, (say) =>
        applyStack(stack, { plan, directory, terraform, out }, say),
      );
      outcomes.set(stack.stack, outcome);
    }
  };
  const isRegistry = ({ stack }: { stack: string }) => stack.endsWith("-registry");
  await apply(plan.stacks.filter(isRegistry));
  const replication = replicationStackId(environment);
  if (missing.includes(replication)) {
    await stages.run("Let ECR copy images to the other regions", (say) =>
      applyReplication(terraform(replication, say)),
    );
  }
  const { image, digest, present } = await stages.run("Push the image, unless it is there", (say) =>
    publish(environment, { project, archive: options.archive, signal, say }),
  );
  out.write(`  ${image} is ${digest}\n`);
  const scan = await stages.run("Wait for the scan of the image", (say) =>
    checkScan(environment, { project, signal, say }),
  );
  for (const { name, severity } of scan.accepted) out.write(`  accepted: ${severity} ${name}\n`);
  await apply(plan.stacks.filter((stack) => !isRegistry(stack)));

  const othersDeploy = deployerOf(environment, loadEnvironments(join(project, "environments"))) !== undefined;
  const withinMs = 60_000 * Math.max(...Object.values(environment.services).map(rolloutMinutes));
  const revised: string[] = [];
  const tasks = await stages.run("Wait until the services run what was deployed", async (say) => {
    const all = environment.regions.map(async ({ name: region }) => {
      const service = await ready(terraform(`${environment.name}-${region}-service`));
      if (othersDeploy) revised.push(...(await deployDefinitions(service, { region, say })));
      return [region, await steadyState(service, { region, othersDeploy, withinMs, signal, say })] as const;
    });
    return new Map(await Promise.all(all));
  });
  const outputs = await outputsOf(plan, terraform);
  if (options.smokeTest) {
    await stages.run("Ask the public address", (say) => smoke(environment, tasks, outputs, options, say));
  }
  const changed =
    !present || revised.length > 0 || [...outcomes.values()].some((outcome) => outcome !== "unchanged");
  return { changed, image: { name: image, digest }, outputs };
}

/** Everything before something is changed. */
async function prepare(
  environment: Environment,
  output: string,
  { project, env = process.env, signal, allow, saved, out = process.stdout }: DeployOptions,
): Promise<{ directory: PlanDirectory; plan: EnvironmentPlan; missing: string[] }> {
  const stages = new Stages(3, out);
  await stages.run(`Check Terraform, and the credentials for account ${environment.account}`, async () => {
    await checkTerraform(env);
    await checkCaller(environment);
  });
  await stages.run("Synthesize", () => synthesize(project, { output, env, signal }));
  if (saved !== undefined) {
    const directory = new PlanDirectory(saved);
    const plan = await stages.run("Read the plan", () => Promise.resolve(directory.read()));
    if (plan.environment !== environment.name) {
      throw new UsageError(
        `--plan: given a plan of ${plan.environment}; allowed is one of ${environment.name}`,
      );
    }
    if (!plan.remoteState) {
      throw new UsageError(
        `Account ${environment.account} had no remote state when this was planned. Create it (npm run bootstrap -- ${environment.name}) and plan again.`,
      );
    }
    const uncopied = await regionsWithoutCopies(environment);
    if (uncopied.length > 0) {
      throw new UsageError(
        `ECR does not copy the images of ${environment.name} to ${uncopied.join(", ")} yet. An administrator of account ${environment.account} sets that up (npm run bootstrap -- ${environment.name}); then apply the plan again.`,
      );
    }
    return { directory, plan, missing: [] };
  }
  const directory = new PlanDirectory(join(output, "plans", environment.name));
  return stages.run(`Plan ${environment.name}`, async (say) => {
    const plan = await planEnvironment(environment, directory, { project, output, env, signal, allow }, say);
    return { directory, plan, missing: await missingOnceForAll(environment, output) };
  });
}

/**
 * What an account has once, and this one does not have yet: remote state, baseline where the platform sets it up, and
 * the copying of images to the environment's regions.
 */
async function missingOnceForAll(environment: Environment, output: string): Promise<string[]> {
  const once = [stateStackId, baselineStackId].map((idOf) => idOf(environment));
  const wanted = once.filter((id) => existsSync(join(output, "stacks", id)));
  const there = await Promise.all(wanted.map((id) => stateObjectExists(stateOf(environment), id)));
  const uncopied = await regionsWithoutCopies(environment);
  return [
    ...wanted.filter((_, index) => there[index] !== true),
    ...(uncopied.length > 0 ? [replicationStackId(environment)] : []),
  ];
}

async function outputsOf(
  { stacks }: EnvironmentPlan,
  terraform: (stack: string) => Terraform,
): Promise<Record<string, Record<string, string>>> {
  const outputs: Record<string, Record<string, string>> = {};
  for (const { stack } of stacks) {
    outputs[stack] = await (await ready(terraform(stack))).outputs();
  }
  return outputs;
}

/** A stack without changes has not been initialized where the plan was made on another machine. */
async function ready(terraform: Terraform): Promise<Terraform> {
  if (!existsSync(join(terraform.directory, ".terraform"))) await terraform.init("-reconfigure");
  return terraform;
}

/** Whether there are alarms, and nobody whom they tell. */
function noticesNobody({ monitoring: { emails, webhook } }: Environment): boolean {
  return emails.length === 0 && webhook === undefined;
}

/** @param tasks how many are wanted of each service, by region */
async function smoke(
  environment: Environment,
  tasks: ReadonlyMap<string, ReadonlyMap<string, number>>,
  outputs: Deployed["outputs"],
  { url, signal }: DeployOptions,
  say: Say,
): Promise<void> {
  const awake = awakeRegions(environment, tasks);
  if (awake.length === 0) {
    say("skipped: no tasks are wanted now");
    return;
  }
  const deployed = awake.map((region) => outputs[`${environment.name}-${region}-service`]?.["url"]);
  const urls = url === undefined ? deployed : [url];
  for (const one of new Set(urls.filter((address) => address !== undefined)))
    await smokeTest(one, { signal, say });
}
