import { parseEnvironment } from "../../environments/config/load";
import type { Environment, EnvironmentInput } from "../../environments/config/schema";
import { losses } from "../plan/guard";
import { HARMLESS } from "../plan/harmless";
import { SERVING, STATEFUL } from "../plan/stateful";
import { actionOf, type ResourceChange } from "../plan/terraform-plan";
import { synthesizeEnvironments } from "../testing/synthesize";
import type { SynthesizedStack } from "../testing/synthesized-stack";
import { comparePlans } from "./compare";

/** What a change of the configuration does to a live environment, from least to most. */
export const EFFECTS = ["none", "in place", "replaced", "refused", "outage", "data"] as const;
export type Effect = (typeof EFFECTS)[number];

/** An effect, and on what. */
export interface Outcome {
  readonly effect: Effect;
  /** Types of what the guard names, or of what is replaced without harm. */
  readonly types: readonly string[];
  /** What is replaced or removed, is in none of the tables, and so would be in silence. */
  readonly unknown: readonly string[];
}

/** A live environment, synthesized once for many changes. */
export class Live {
  private readonly stacks: readonly SynthesizedStack[];

  private constructor(environment: Environment) {
    this.stacks = synthesizeEnvironments([environment]).all;
  }

  /** @throws {Error} where the configuration refuses it */
  static of(input: EnvironmentInput): Live {
    const parsed = parsedOf(input);
    if (parsed === undefined) throw new Error("the configuration refuses this environment");
    return new Live(parsed);
  }

  /** What a deployment of another configuration does; undefined where the configuration refuses it. */
  change(input: EnvironmentInput): Outcome | undefined {
    const parsed = parsedOf(input);
    if (parsed === undefined) return undefined;
    const after = synthesizeEnvironments([parsed]).all;
    // Stacks that nobody's configuration names any more stop a deployment.
    const gone = this.stacks.some(({ id }) => !after.some((stack) => stack.id === id));
    const outcomes = [...comparePlans(this.stacks, after)].map(([stack, plan]) => {
      const found = losses(stack, plan);
      return { found, changes: plan.resource_changes ?? [] };
    });
    const found = outcomes.flatMap((one) => one.found);
    const changes = outcomes.flatMap((one) => one.changes);
    const harmless = changes.filter(
      (one) => isGone(one) && !found.some(({ id }) => id.endsWith(`/${one.address}`)),
    );
    const typesOf = (kind: "data" | "outage") =>
      found.filter((one) => one.kind === kind).map(({ id }) => id.split("/")[1]?.split(".")[0] ?? "");
    return {
      unknown: harmless.filter((one) => !isKnown(one)).map(({ address }) => address),
      ...worst(typesOf("data"), typesOf("outage"), gone, changes, harmless),
    };
  }
}

function worst(
  data: readonly string[],
  outage: readonly string[],
  gone: boolean,
  changes: readonly ResourceChange[],
  harmless: readonly ResourceChange[],
): Pick<Outcome, "effect" | "types"> {
  const distinct = (types: readonly string[]) => [...new Set(types)].sort();
  if (data.length > 0) return { effect: "data", types: distinct(data) };
  if (outage.length > 0) return { effect: "outage", types: distinct(outage) };
  if (gone) return { effect: "refused", types: [] };
  if (harmless.length > 0) return { effect: "replaced", types: distinct(harmless.map(({ type }) => type)) };
  return { effect: changes.some((one) => actionOf(one) !== undefined) ? "in place" : "none", types: [] };
}

function isGone(change: ResourceChange): boolean {
  return ["replace", "destroy"].includes(actionOf(change) ?? "");
}

/** Whether there is a reason why nothing is lost; what the guard lets pass because its successor comes first has one. */
function isKnown({ type, change }: ResourceChange): boolean {
  const guarded = type in SERVING || type in STATEFUL;
  return type in HARMLESS || (guarded && change.actions[0] === "create");
}

function parsedOf(input: EnvironmentInput): Environment | undefined {
  const parsed = parseEnvironment("test", "environments/test.ts", input);
  return Array.isArray(parsed) ? undefined : parsed;
}
