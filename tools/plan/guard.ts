import { ExpectedError } from "../cli/expected-error";
import { STATEFUL } from "./stateful";
import { actionOf, reasonOf, type TerraformPlan } from "./terraform-plan";

/** Something stateful that a plan would destroy. */
export interface Loss {
  /** `<stack>/<address>`: how the loss is allowed. */
  readonly id: string;
  readonly action: "replace" | "destroy";
  /** Why Terraform does it. */
  readonly reason: string;
  /** What is lost. */
  readonly loses: string;
}

/** A plan would destroy data that nobody has given up by name. */
export class GuardError extends ExpectedError {
  override readonly name = "GuardError";
  /** Tells scripts this from a failure. */
  override readonly exitCode = 3;

  constructor(readonly losses: readonly Loss[]) {
    super(describeLosses(losses));
  }
}

/**
 * What a plan destroys for good: stateful resources that are destroyed, or replaced. One that changes its address
 * is destroyed under the old one, unless it is moved; one that Terraform only forgets stays in AWS.
 *
 * @param stack id of the stack, such as `dev-us-east-1-data`
 */
export function losses(stack: string, plan: TerraformPlan): Loss[] {
  return (plan.resource_changes ?? []).flatMap((change) => {
    const action = actionOf(change);
    const loses = STATEFUL[change.type];
    if (loses === undefined || (action !== "replace" && action !== "destroy")) return [];
    return [{ id: `${stack}/${change.address}`, action, reason: reasonOf(change), loses }];
  });
}

/**
 * @param allowed ids of what may be lost, as in {@link Loss.id}
 * @throws {GuardError} with everything else that would be
 */
export function guard(found: readonly Loss[], allowed: readonly string[]): void {
  const refused = found.filter(({ id }) => !allowed.includes(id));
  if (refused.length > 0) throw new GuardError(refused);
}

function describeLosses(found: readonly Loss[]): string {
  const count = found.length === 1 ? "1 stateful resource" : `${found.length} stateful resources`;
  const lines = found.map(
    ({ id, action, reason, loses }) =>
      `  ${id}\n    would be ${action === "replace" ? "replaced: destroyed and created again" : "destroyed"}` +
      `\n    because: ${reason}\n    lost:    ${loses}`,
  );
  return [
    `Stopped: the plan would destroy ${count}; nothing was changed.`,
    ...lines,
    "To keep it, undo the change (a renamed resource keeps its data with a `moved` block). To give it up, say so by name:",
    ...found.map(({ id }) => `  --allow '${id}'`),
    "or, for the pipeline, in `delivery.allowDestroy` of the environment's file.",
  ].join("\n");
}
