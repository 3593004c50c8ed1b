import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../../environments/config/schema";
import { baselineStackId, replicationStackId, stateOf, stateStackId } from "../../stacks";
import { checkCaller } from "../aws/caller";
import { UsageError } from "../cli/environment";
import { Stages } from "../cli/stages";
import { regionsWithoutCopies } from "../image/replication";
import { PlanDirectory } from "../plan/plan-directory";
import { planEnvironment } from "../plan/plan-environment";
import type { EnvironmentPlan } from "../plan/summary";
import { synthesize } from "../plan/synthesize";
import { stateObjectExists } from "../state/existing";
import type { DeployOptions } from "./deploy";
import { checkTerraform } from "./tools";

/** What a deployment will do. */
export interface Prepared {
  readonly directory: PlanDirectory;
  readonly plan: EnvironmentPlan;
  /** Ids of the stacks that the account has once, and does not have yet. */
  readonly missing: readonly string[];
}

/** Everything before something is changed. */
export async function prepare(
  environment: Environment,
  output: string,
  { project, env = process.env, signal, allow, saved, out = process.stdout }: DeployOptions,
): Promise<Prepared> {
  const stages = new Stages({ out, signal });
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
