import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Manifest {
  readonly stacks: Readonly<
    Record<string, { readonly name: string; readonly dependencies: readonly string[] }>
  >;
}

/** A synthesized stack of an environment. */
export interface SynthesizedStack {
  /** `dev-us-east-1-network`. */
  readonly id: string;
  /** Holds `cdk.tf.json`. */
  readonly directory: string;
  /** Ids of all stacks that it depends on, directly or not. */
  readonly after: readonly string[];
  /** The outputs that it reads, by the stack they come from. */
  readonly reads: ReadonlyMap<string, readonly string[]>;
  /** How many resources it declares. */
  readonly resources: number;
}

/**
 * The stacks of an environment, each after those it depends on.
 *
 * @param output directory that cdktf has synthesized into
 * @param environment name of the environment; its stacks' ids begin with it
 */
export function stacksOf(output: string, environment: string): SynthesizedStack[] {
  const { stacks } = JSON.parse(readFileSync(join(output, "manifest.json"), "utf8")) as Manifest;
  const own = Object.keys(stacks)
    .filter((id) => id.startsWith(`${environment}-`))
    .sort();
  const ordered: string[] = [];
  const visit = (id: string) => {
    if (ordered.includes(id) || !own.includes(id)) return;
    stacks[id]?.dependencies.forEach(visit);
    ordered.push(id);
  };
  own.forEach(visit);
  const after = new Map<string, Set<string>>();
  for (const id of ordered) {
    const direct = stacks[id]?.dependencies ?? [];
    after.set(id, new Set(direct.flatMap((one) => [one, ...(after.get(one) ?? [])])));
  }
  return ordered.map((id) => ({ ...readStack(output, id), after: [...(after.get(id) ?? [])] }));
}

const READS = /data\.terraform_remote_state\.(?:cross-stack-reference-input-)?([\w-]+)\.outputs\.([\w-]+)/g;

function readStack(output: string, id: string): Omit<SynthesizedStack, "after"> {
  const directory = join(output, "stacks", id);
  const text = readFileSync(join(directory, "cdk.tf.json"), "utf8");
  const reads = new Map<string, string[]>();
  for (const [, from = "", name = ""] of text.matchAll(READS)) {
    const names = reads.get(from) ?? [];
    if (!names.includes(name)) names.push(name);
    reads.set(from, names);
  }
  const { resource = {} } = JSON.parse(text) as { resource?: Readonly<Record<string, object>> };
  const resources = Object.values(resource).reduce((sum, named) => sum + Object.keys(named).length, 0);
  return { id, directory, reads, resources };
}
