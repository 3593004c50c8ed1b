import { ExpectedError } from "../cli/expected-error";
import { MADE_FIRST, SERVING, STATEFUL } from "./stateful";
import { actionOf, reasonOf, type TerraformPlan, UNFINISHED } from "./terraform-plan";
import { upgrades } from "./upgrades";

/** Something that holds data, or that serves requests, and that a plan would destroy or upgrade. */
export interface Loss {
  /** `<stack>/<address>`: how the loss is allowed. */
  readonly id: string;
  readonly action: "replace" | "destroy" | "upgrade";
  /** Why Terraform does it. */
  readonly reason: string;
  /** What is lost, or stops. */
  readonly loses: string;
  /** Whether that is lost for good, or until there is another. */
  readonly kind: "data" | "outage";
  /** What has to be done instead; such a loss can't be allowed. */
  readonly instead?: string;
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
 * destroyed, or replaced. One that changes its address is destroyed under the old one, unless it is moved; one that
 * Terraform only forgets stays in AWS. And databases that it upgrades, from which nothing leads back.
 *
 * @param stack id of the stack, such as `dev-us-east-1-data`
 */
export function losses(stack: string, plan: TerraformPlan): Loss[] {
  const destroyed = (plan.resource_changes ?? []).flatMap((change): Loss[] => {
    const action = actionOf(change);
    const kind = change.type in STATEFUL ? "data" : "outage";
    const loses = STATEFUL[change.type] ?? SERVING[change.type];
    if (loses === undefined || (action !== "replace" && action !== "destroy")) return [];
    if (MADE_FIRST.includes(change.type) && change.change.actions[0] === "create") return [];
    return [{ id: `${stack}/${change.address}`, action, reason: reasonOf(change), loses, kind }];
  });
  return [...destroyed, ...upgrades(stack, plan)];
}

/**
 * @param allowed ids of what may be lost, as in {@link Loss.id}
 * @throws {GuardError} with everything else that would be
 */
export function guard(found: readonly Loss[], allowed: readonly string[]): void {
  const refused = found.filter(({ id, instead }) => instead !== undefined || !allowed.includes(id));
  if (refused.length > 0) throw new GuardError(refused);
}

const WHAT: Readonly<Record<Loss["action"], string>> = {
  replace: "replaced: destroyed and created again",
  destroy: "destroyed",
  upgrade: "upgraded to another major version",
};

/** What keeps things that were interrupted while they were made. */
function interrupted(found: readonly Loss[]): string[] {
  const stacks = new Set(
    found.filter(({ reason }) => reason === UNFINISHED).map(({ id }) => id.split("/")[0] ?? ""),
  );
  if (stacks.size === 0) return [];
  return [
    "Where a creation was only interrupted, and AWS has finished it since, this keeps it:",
    ...[...stacks].map((stack) => `  npm run recover -- ${stack}`),
  ];
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
  const verb = found.every(({ action }) => action === "upgrade") ? "upgrade" : "destroy";
  const lines = found.map(
    ({ id, action, reason, loses, kind, instead }) =>
      `  ${id}\n    would be ${WHAT[action]}\n    because: ${reason}` +
      `\n    ${kind === "data" ? "lost:   " : "stops:  "} ${loses}` +
      (instead === undefined ? "" : `\n    instead: ${instead}`),
  );
  const allowable = found.filter(({ instead }) => instead === undefined);
  return [
    `Stopped: the plan would ${verb} ${counts.join(" and ")}; nothing was changed.`,
    ...lines,
    ...interrupted(found),
    ...(allowable.length === 0
      ? []
      : [
          "To keep it, undo the change (a renamed resource keeps its data with a `moved` block). To give it up, say so by name:",
          ...allowable.map(({ id }) => `  --allow '${id}'`),
          "or, for the pipeline, in `delivery.allowDestroy` of the environment's file.",
        ]),
  ].join("\n");
}
