import { ExpectedError } from "../cli/expected-error";
import { SERVING, STATEFUL } from "./stateful";
import { actionOf, reasonOf, type TerraformPlan } from "./terraform-plan";

/** Something that holds data, or that serves requests, and that a plan would destroy. */
export interface Loss {
  /** `<stack>/<address>`: how the loss is allowed. */
  readonly id: string;
  readonly action: "replace" | "destroy";
  /** Why Terraform does it. */
  readonly reason: string;
  /** What is lost, or stops. */
  readonly loses: string;
  /** Whether that is lost for good, or until there is another. */
  readonly kind: "data" | "outage";
}

/** A plan would destroy data, or take the service away, and nobody has given that up by name. */
export class GuardError extends ExpectedError {
  override readonly name = "GuardError";
  /** Tells scripts this from a failure. */
  override readonly exitCode = 3;

  constructor(readonly losses: readonly Loss[]) {
    super(describeLosses(losses));
  }
}

/**
 * What a plan destroys for good, and what it takes away from those who are served: resources of the two lists that are
 * destroyed, or replaced. One that changes its address
 * is destroyed under the old one, unless it is moved; one that Terraform only forgets stays in AWS.
 *
 * @param stack id of the stack, such as `dev-us-east-1-data`
 */
export function losses(stack: string, plan: TerraformPlan): Loss[] {
  return (plan.resource_changes ?? []).flatMap((change) => {
    const action = actionOf(change);
    const kind = change.type in STATEFUL ? "data" : "outage";
    const loses = STATEFUL[change.type] ?? SERVING[change.type];
    if (loses === undefined || (action !== "replace" && action !== "destroy")) return [];
    return [{ id: `${stack}/${change.address}`, action, reason: reasonOf(change), loses, kind }];
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
  const count = (kind: Loss["kind"], one: string, more: string) => {
    const { length } = found.filter((loss) => loss.kind === kind);
    return length === 0 ? [] : [length === 1 ? `1 ${one}` : `${length} ${more}`];
  };
  const counts = [
    ...count("data", "stateful resource", "stateful resources"),
    ...count("outage", "resource that serves requests", "resources that serve requests"),
  ];
  const lines = found.map(
    ({ id, action, reason, loses, kind }) =>
      `  ${id}\n    would be ${action === "replace" ? "replaced: destroyed and created again" : "destroyed"}` +
      `\n    because: ${reason}\n    ${kind === "data" ? "lost:   " : "stops:  "} ${loses}`,
  );
  return [
    `Stopped: the plan would destroy ${counts.join(" and ")}; nothing was changed.`,
    ...lines,
    "To keep it, undo the change (a renamed resource keeps its data with a `moved` block). To give it up, say so by name:",
    ...found.map(({ id }) => `  --allow '${id}'`),
    "or, for the pipeline, in `delivery.allowDestroy` of the environment's file.",
  ].join("\n");
}
