import { basename, join } from "node:path";
import type { Environment } from "../../environments/config/schema";
import { stateOf } from "../../stacks";
import { checkCaller } from "../aws/caller";
import { UsageError } from "../cli/environment";
import { type Say, Stages } from "../cli/stages";
import { Steps } from "../cli/steps";
import { deployedStacks } from "../plan/deployed";
import { PlanDirectory } from "../plan/plan-directory";
import { makePlans } from "../plan/plan-environment";
import { orphanNotice, type StackPlan } from "../plan/summary";
import { stacksOf } from "../plan/synthesized";
import { OUTPUT, synthesize } from "../plan/synthesize";
import { reversed } from "../process/in-order";
import { commandsAtOnce } from "../terraform/at-once";
import { resourceProgress } from "../terraform/progress";
import { Terraform } from "../terraform/terraform";
import { keepSnapshotKeys, type KeptSnapshot } from "./snapshot-keys";
import { checkTerraform } from "./tools";

export interface DestroyOptions {
  /** Directory of the project. */
  readonly project: string;
  /** Variables of every program that is started. @default this process's */
  readonly env?: NodeJS.ProcessEnv;
  /** Directory to synthesize into. @default `cdktf.out` */
  readonly output?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Sees what will be destroyed. @throws {DeclinedError} to stop */
  readonly confirm: (stacks: readonly StackPlan[]) => Promise<void>;
  readonly out?: NodeJS.WriteStream;
}

/**
 * Destroys an environment, each stack before those it reads from, and side by side those that don't read from each
 * other. Registry and data go too: what is to stay is protected by `deletionProtection`, and then nothing is destroyed
 * at all.
 *
 * @returns the stacks that were destroyed; none where there was nothing
 * @throws {UsageError} where the environment is protected
 */
export async function destroy(environment: Environment, options: DestroyOptions): Promise<string[]> {
  refuseProtected(environment);
  const { project, env = process.env, signal, out = process.stdout } = options;
  const output = options.output ?? process.env["CDKTF_OUTDIR"] ?? join(project, OUTPUT);
  const terraform = (stack: string, onLine?: (line: string) => void) =>
    new Terraform(join(output, "stacks", stack), { env, signal, ...(onLine && { onLine }) });
  const directory = new PlanDirectory(join(output, "plans", `${environment.name}-destroy`));

  const before = new Stages({ out, signal });
  await before.run(`Check Terraform, and the credentials for account ${environment.account}`, async () => {
    await checkTerraform(env);
    await checkCaller(environment);
  });
  await before.run("Synthesize", () => synthesize(project, { output, env, signal }));
  const { stacks, plans, orphans } = await before.run("Plan the destruction", async (say) => {
    const deployed =
      (await deployedStacks(stateOf(environment), environment.name)) ?? new Map<string, never>();
    const exists = (id: string) => (deployed.get(id)?.resources ?? 0) > 0;
    const all = stacksOf(output, environment.name);
    const there = reversed(all.filter(({ id }) => exists(id))).reverse();
    directory.clear();
    const planning = { terraform: (at: string) => terraform(basename(at)), directory, signal, say };
    const made = await makePlans(there, planning, "-destroy");
    const known = all.map(({ id }) => id);
    return {
      stacks: there,
      plans: there.flatMap(({ id, resources }): StackPlan[] => {
        const plan = made.get(id);
        return plan === undefined ? [] : [{ stack: id, status: "planned", waitsFor: [], resources, ...plan }];
      }),
      orphans: [...deployed.keys()].filter((id) => exists(id) && !known.includes(id)),
    };
  });
  for (const stack of orphans) out.write(`${orphanNotice(stack)}\n`);
  if (plans.length === 0) return [];

  out.write(`\n${describeDestruction(environment.name, plans)}\n\n`);
  await options.confirm(plans);
  const steps = stacks.map(({ id, after }) => ({
    id,
    after,
    title: `Destroy ${id}`,
    run: (say: Say) => terraform(id, resourceProgress(say)).applyPlan(directory.file(id)),
  }));
  await new Steps(steps, { atOnce: commandsAtOnce(), signal, out }).run();
  const kept = environment.database?.finalSnapshot === true ? await keepSnapshotKeys(environment) : [];
  if (kept.length > 0) out.write(`\n${describeKept(kept)}\n`);
  return plans.map(({ stack }) => stack);
}

/** What is left of the databases, and costs something until it is deleted. */
export function describeKept(snapshots: readonly KeptSnapshot[]): string {
  return [
    "Kept, with the keys that they need (docs/operations.md, Restore):",
    ...snapshots.map(({ region, snapshot, keyArn }) => `  ${region}  ${snapshot}  ${keyArn}`),
  ].join("\n");
}

/** @throws {UsageError} */
export function refuseProtected({ name, deletionProtection }: Environment): void {
  if (!deletionProtection) return;
  throw new UsageError(
    `${name} is protected against deletion. To give it up: set deletionProtection to false in environments/${name}.ts, ` +
      `deploy that (npm run deploy -- ${name}), and then destroy it.`,
  );
}

/** How much goes, stack by stack, and every piece of data by name. */
export function describeDestruction(environment: string, stacks: readonly StackPlan[]): string {
  const width = Math.max(...stacks.map(({ stack }) => stack.length));
  const lost = stacks.flatMap(({ losses }) => losses.filter(({ kind }) => kind === "data"));
  return [
    `Everything of ${environment} will be destroyed:`,
    ...stacks.map(({ stack, changes }) => `  ${stack.padEnd(width)}  ${changes.length} resources`),
    ...(lost.length === 0 ? [] : ["Lost for good:"]),
    ...lost.map(({ id, loses }) => `! ${id}: ${loses}`),
  ].join("\n");
}
