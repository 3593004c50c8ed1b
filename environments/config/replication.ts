import type { Environment } from "./schema";

/** How one database is kept in several regions. */
export interface Replication {
  /** The environment's first region: it keeps what exists once, such as the password, whoever takes writes. */
  readonly home: string;
  /** The region whose database takes writes; those of the others follow it. */
  readonly writer: string;
}

type Regional = Pick<Environment, "regions" | "database">;

/** Undefined where there is one region, no database, or a database of its own in each region. */
export function replication({ regions, database }: Regional): Replication | undefined {
  const [home, ...others] = regions.map(({ name }) => name);
  if (home === undefined || others.length === 0 || database?.replication !== "replicate") return undefined;
  return { home, writer: database.primaryRegion ?? home };
}
