import type { Say } from "../cli/stages";
import { guard } from "../plan/guard";
import type { PlanDirectory } from "../plan/plan-directory";
import { makePlan } from "../plan/plan-environment";
import { type EnvironmentPlan, hasNothingToDo, type StackPlan } from "../plan/summary";
import type { Terraform } from "../terraform/terraform";

export interface RolloutOptions {
  readonly plan: EnvironmentPlan;
  readonly directory: PlanDirectory;
  /** Terraform in the synthesized directory of a stack. */
  readonly terraform: (stack: string, say: Say) => Terraform;
}

/** What was done to a stack: `applied` the saved plan, or `replanned` one made after those it waited for. */
export type Outcome = "unchanged" | "applied" | "replanned" | "applied before";

/**
 * Applies one stack's part of an environment's plan, after the stacks that it reads from. A saved plan is applied as
 * it is, or refused by Terraform where the state has changed since. A stack that was waiting is planned now; data
 * that this plan would destroy and nobody has given up stops it as it would have stopped the first.
 *
 * @throws {GuardError}
 * @throws {StalePlanError}
 */
export async function applyStack(
  saved: StackPlan,
  { plan, directory, terraform: terraformOf }: RolloutOptions,
  say: Say,
): Promise<Outcome> {
  const { stack, status } = saved;
  if (directory.isApplied(stack)) return "applied before";
  if (hasNothingToDo(saved)) return "unchanged";
  const terraform = terraformOf(stack, say);
  if (status === "planned") {
    directory.restoreLock(stack, terraform.directory);
    await terraform.init("-reconfigure");
  } else {
    say("planning");
    const now = await makePlan({ id: stack }, terraform, directory);
    guard(now.losses, plan.allowed);
    if (hasNothingToDo({ ...saved, ...now, status: "planned" })) {
      directory.markApplied(stack);
      return "unchanged";
    }
  }
  await terraform.applyPlan(directory.file(stack));
  directory.markApplied(stack);
  return status === "planned" ? "applied" : "replanned";
}
