import type { SynthesizedStack } from "../testing/synthesized-stack";
import type { ResourceChange, TerraformPlan } from "../plan/terraform-plan";
import { differences } from "./differences";
import { replacingPaths } from "./replacement-rules";

type Json = Readonly<Record<string, unknown>>;
type Resources = ReadonlyMap<string, Json>;

interface Side {
  readonly resources: Resources;
  readonly outputs: ReadonlyMap<string, unknown>;
  readonly locals: Json;
}

/** A stack before and after a change of the configuration. */
interface Pair {
  readonly before: Side;
  readonly after: Side;
}

/** What Terraform would plan for each stack that is there before and after, as its plan's JSON has it. */
export function comparePlans(
  before: readonly SynthesizedStack[],
  after: readonly SynthesizedStack[],
): ReadonlyMap<string, TerraformPlan> {
  return new Comparison(before, after).plans();
}

const REFERENCE = /(?<!\$)\$\{([^}]*)\}/g;
const REMOTE = /data\.terraform_remote_state\.(?:cross-stack-reference-input-)?([\w-]+)\.outputs\.([\w-]+)/;
const RESOURCE = /\b(aws_\w+\.[\w-]+)\.(\w+)/;
const LOCAL = /^local\.([\w-]+)$/;

/** What the provider and Terraform would do, told from the synthesized files and the provider's rules alone. */
class Comparison {
  private readonly pairs = new Map<string, Pair>();
  private readonly found = new Map<string, ResourceChange>();

  constructor(before: readonly SynthesizedStack[], after: readonly SynthesizedStack[]) {
    for (const stack of after) {
      const earlier = before.find(({ id }) => id === stack.id);
      if (earlier !== undefined) this.pairs.set(stack.id, { before: side(earlier), after: side(stack) });
    }
  }

  plans(): ReadonlyMap<string, TerraformPlan> {
    return new Map(
      [...this.pairs].map(([id, { before, after }]) => {
        const addresses = [...new Set([...before.resources.keys(), ...after.resources.keys()])];
        return [id, { resource_changes: addresses.map((address) => this.change(id, address)) }];
      }),
    );
  }

  private change(stack: string, address: string): ResourceChange {
    const key = `${stack}/${address}`;
    const known = this.found.get(key);
    if (known !== undefined) return known;
    const change = this.decide(stack, address);
    this.found.set(key, change);
    return change;
  }

  private decide(stack: string, address: string): ResourceChange {
    const pair = this.pairs.get(stack);
    const [before, after] = [pair?.before.resources.get(address), pair?.after.resources.get(address)];
    const type = address.split(".")[0] ?? "";
    const made = (
      actions: readonly string[],
      more: Partial<ResourceChange> = {},
      paths: readonly string[] = [],
    ) => ({
      address,
      mode: "managed" as const,
      type,
      ...more,
      change: {
        actions,
        ...(paths.length > 0 && { replace_paths: paths.map((path) => path.split(".")) }),
        before: before ?? null,
        after: after ?? null,
      },
    });
    if (before === undefined) return made(["create"]);
    if (after === undefined) return made(["delete"], { action_reason: "delete_because_no_resource_config" });
    const { lifecycle = {} } = after as { lifecycle?: Lifecycle };
    const changed = this.changedPaths(stack, before, after).filter(
      (path) => !(lifecycle.ignore_changes ?? []).includes(path.split(".")[0] ?? ""),
    );
    const paths = replacingPaths(type, changed, before, after);
    const triggers = (lifecycle.replace_triggered_by ?? []).filter((one) => this.changes(stack, one));
    if (paths.length > 0 || triggers.length > 0) {
      const reason = paths.length > 0 ? "replace_because_cannot_update" : "replace_by_triggers";
      const order = lifecycle.create_before_destroy === true ? ["create", "delete"] : ["delete", "create"];
      return made(order, { action_reason: reason }, paths);
    }
    return made([changed.length > 0 ? "update" : "no-op"]);
  }

  /** Paths of attributes with another value, written or behind a reference. */
  private changedPaths(stack: string, before: Json, after: Json): string[] {
    return differences(settings(before), settings(after), (one, other) => {
      if (JSON.stringify(one) !== JSON.stringify(other)) return false;
      return typeof other !== "string" || !this.textChanges(stack, other);
    });
  }

  private textChanges(stack: string, text: string): boolean {
    return [...text.matchAll(REFERENCE)].some(([, reference = ""]) => this.changes(stack, reference));
  }

  /** Whether something that is referred to in the same way before and after has another value. */
  private changes(stack: string, reference: string): boolean {
    const pair = this.pairs.get(stack);
    if (pair === undefined) return true;
    // Of a write-only value, its version says whether it is another.
    if (reference.startsWith("ephemeral.")) return false;
    const local = LOCAL.exec(reference)?.[1];
    if (local !== undefined)
      return this.valueChanges(stack, pair.before.locals[local], pair.after.locals[local]);
    const [, source, output = ""] = REMOTE.exec(reference) ?? [];
    if (source !== undefined) {
      const other = this.pairs.get(source);
      const values = other && [other.before.outputs.get(output), other.after.outputs.get(output)];
      return values === undefined || this.valueChanges(source, values[0], values[1]);
    }
    const [, address, attribute = ""] = RESOURCE.exec(reference) ?? [];
    if (address === undefined) return false;
    const { actions } = this.change(stack, address).change;
    const stated = [pair.before, pair.after].map(({ resources }) => resources.get(address)?.[attribute]);
    if (stated[1] !== undefined) return this.valueChanges(stack, stated[0], stated[1]);
    return actions.includes("create");
  }

  private valueChanges(stack: string, before: unknown, after: unknown): boolean {
    const text = JSON.stringify(after ?? null);
    return JSON.stringify(before ?? null) !== text || this.textChanges(stack, text);
  }
}

interface Lifecycle {
  readonly create_before_destroy?: boolean;
  readonly ignore_changes?: readonly string[];
  readonly replace_triggered_by?: readonly string[];
}

/** What Terraform keeps to itself. */
const NOT_SENT = ["//", "lifecycle", "depends_on", "provider"];

/** What of a resource goes to the provider. */
function settings(resource: Json): Json {
  return Object.fromEntries(Object.entries(resource).filter(([key]) => !NOT_SENT.includes(key)));
}

function side({ text }: SynthesizedStack): Side {
  const {
    resource = {},
    output = {},
    locals = {},
  } = JSON.parse(text) as {
    resource?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
    output?: Readonly<Record<string, { readonly value: unknown }>>;
    locals?: Json;
  };
  const resources = Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, one]) => [`${type}.${name}`, one] as const),
  );
  return {
    resources: new Map(resources),
    outputs: new Map(Object.entries(output).map(([name, { value }]) => [name, value])),
    locals,
  };
}
