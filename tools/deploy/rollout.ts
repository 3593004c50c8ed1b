import { ExpectedError } from "../cli/expected-error";
import type { Say } from "../cli/stages";
import { guard } from "../plan/guard";
import type { PlanDirectory } from "../plan/plan-directory";
import { makePlan } from "../plan/plan-environment";
import { describeStack, type EnvironmentPlan, hasNothingToDo, type StackPlan } from "../plan/summary";
import type { Terraform } from "../terraform/terraform";

export interface RolloutOptions {
  readonly plan: EnvironmentPlan;
  readonly directory: PlanDirectory;
  /** Terraform in the synthesized directory of a stack. */
  readonly terraform: (stack: string, say: Say) => Terraform;
  /** Where plans are shown that could not be shown before. */
  readonly out: Pick<NodeJS.WriteStream, "write">;
}

/** What was done to a stack: `applied` the saved plan, or `replanned` one made after those it waited for. */
export type Outcome = "unchanged" | "applied" | "replanned" | "applied before";

/** A stack that was planned again would lose something that nobody has seen in the plan before. */
export class UnshownError extends ExpectedError {
  override readonly name = "UnshownError";
}

/**
 * Applies one stack's part of an environment's plan, after the stacks that it reads from. A saved plan is applied as
 * it is, or refused by Terraform where the state has changed since. A stack that was waiting is planned now, and the
 * plan shown; it is not applied where it destroys data that nobody has given up, or destroys or replaces anything
 * that was not part of the plan before.
 *
 * @throws {GuardError}
 * @throws {UnshownError}
 * @throws {StalePlanError}
 */
export async function applyStack(
  saved: StackPlan,
  { plan, directory, terraform: terraformOf, out }: RolloutOptions,
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
    const made = await makePlan({ id: stack }, terraform, directory);
    const now: StackPlan = { ...saved, ...made, status: "planned", waitsFor: [] };
    out.write(`\n  Planned again: ${describeStack(now)}\n`);
    guard(now.losses, plan.allowed);
    refuseUnshown(saved, now, plan.environment);
    if (hasNothingToDo(now)) {
      directory.markApplied(stack);
      return "unchanged";
    }
  }
  await terraform.applyPlan(directory.file(stack));
  directory.markApplied(stack);
  return status === "planned" ? "applied" : "replanned";
}

/** What every change replaces: a new revision, beside which the old ones stay. */
const REVISIONS = ["aws_ecs_task_definition."];

/** @throws {UnshownError} where one plan destroys or replaces what the other did not */
export function refuseUnshown(
  { stack, changes: shown }: Pick<StackPlan, "stack" | "changes">,
  { changes }: Pick<StackPlan, "changes">,
  environment: string,
): void {
  const unshown = changes.filter(
    ({ action, address }) =>
      (action === "destroy" ||
        (action === "replace" && !REVISIONS.some((type) => address.startsWith(type)))) &&
      !shown.some((one) => one.address === address && one.action === action),
  );
  if (unshown.length === 0) return;
  throw new UnshownError(
    [
      `Stopped before ${stack}: after the stacks that it waited for, its plan does what nobody was shown.`,
      ...unshown.map(
        ({ action, address, reason }) => `  ${action} ${address}${reason === undefined ? "" : `: ${reason}`}`,
      ),
      `What was deployed until now stays. Plan ${environment} again, which shows this, and go on from there.`,
    ].join("\n"),
  );
}
