import { INSTANCE_TYPES, type InstanceTypeTable } from "./instance-type-table";
import { nearest } from "./nearest.cjs";

export type MachineKind = keyof typeof INSTANCE_TYPES;

/** Every type of a kind: `db.t4g.medium`, `cache.t4g.small`, `t3.small.search`. */
export function instanceTypes(kind: MachineKind): string[] {
  const { families }: InstanceTypeTable = INSTANCE_TYPES[kind];
  return Object.entries(families).flatMap(([family, sizes]) =>
    sizes.split(" ").map((size) => (kind === "search" ? `${family}.${size}.search` : `${family}.${size}`)),
  );
}

/**
 * What is wrong with a type: AWS has none of that name, or none that this runs on. One region may have fewer.
 *
 * @param what runs on it, in words: `postgres`, `Redis`
 * @returns undefined where nothing is wrong
 */
export function typeProblem(kind: MachineKind, what: string, type: string): string | undefined {
  const types = instanceTypes(kind);
  if (types.includes(type)) return undefined;
  const { source, asOf }: InstanceTypeTable = INSTANCE_TYPES[kind];
  return `must be a type that AWS offers for ${what}, of which ${nearest(type, types).join(", ")} are nearest (as of ${asOf}: ${source})`;
}
