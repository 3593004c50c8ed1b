import { join } from "node:path";
import type { Environment } from "../../environments/config/schema";
import { stateOf } from "../../stacks";
import { checkCaller } from "../aws/caller";
import { Stages } from "../cli/stages";
import { deployedStacks } from "../plan/deployed";
import { PlanDirectory } from "../plan/plan-directory";
import { makePlan } from "../plan/plan-environment";
import type { StackPlan } from "../plan/summary";
import { stacksOf } from "../plan/synthesized";
import { OUTPUT, synthesize } from "../plan/synthesize";
import { resourceProgress } from "../terraform/progress";
import { Terraform } from "../terraform/terraform";
import { describeDestruction, type DestroyOptions, refuseProtected } from "./destroy";
import { goneStacks, writeGoneStack } from "./gone-stacks";
import { checkTerraform } from "./tools";

/**
 * Destroys the stacks of an environment that its configuration does not name any more, such as those of a region that
 * was taken away, from their states alone. They have to go before what is left is deployed: they use what that deployment
 * changes or removes.
 *
 * @returns the stacks that were destroyed; none where the configuration names all of them
 * @throws {UsageError} where the environment is protected
 */
export async function destroyGone(environment: Environment, options: DestroyOptions): Promise<string[]> {
  refuseProtected(environment);
  const { project, env = process.env, signal, out = process.stdout } = options;
  const output = options.output ?? process.env["CDKTF_OUTDIR"] ?? join(project, OUTPUT);
  const terraform = (stack: string, onLine?: (line: string) => void) =>
    new Terraform(join(output, "stacks", stack), { env, signal, ...(onLine && { onLine }) });
  const directory = new PlanDirectory(join(output, "plans", `${environment.name}-gone`));

  const before = new Stages({ out, signal });
  await before.run(`Check Terraform, and the credentials for account ${environment.account}`, async () => {
    await checkTerraform(env);
    await checkCaller(environment);
  });
  await before.run("Synthesize", () => synthesize(project, { output, env, signal }));
  const plans = await before.run("Plan the destruction", async (say) => {
    const deployed =
      (await deployedStacks(stateOf(environment), environment.name)) ?? new Map<string, never>();
    const stacks = stacksOf(output, environment.name);
    const [like] = stacks;
    directory.clear();
    const made: StackPlan[] = [];
    for (const id of goneStacks(
      deployed,
      stacks.map((stack) => stack.id),
    )) {
      say(id);
      const state = deployed.get(id);
      if (state === undefined || like === undefined) continue;
      writeGoneStack(output, id, state, like, environment);
      const plan = await makePlan({ id }, terraform(id), directory, "-destroy");
      made.push({ stack: id, status: "planned", waitsFor: [], resources: state.resources, ...plan });
    }
    return made;
  });
  if (plans.length === 0) return [];

  out.write(`\n${describeDestruction(`what ${environment.name} does not name any more`, plans)}\n\n`);
  await options.confirm(plans);
  const stages = new Stages({ total: plans.length, out, signal });
  for (const { stack } of plans) {
    await stages.run(`Destroy ${stack}`, (say) =>
      terraform(stack, resourceProgress(say)).applyPlan(directory.file(stack)),
    );
  }
  return plans.map(({ stack }) => stack);
}
