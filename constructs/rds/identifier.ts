import { arn, type Location } from "../location";
import { boundedName } from "../naming";
import { ENGINES, type EngineName } from "./engine";

/** What the names of an environment's databases are made of. */
export interface NamedDatabases {
  readonly project: string;
  /** Name of the environment. */
  readonly name: string;
  readonly regions: readonly { readonly name: string }[];
}

/**
 * Identifier of an environment's database in a region: cluster or instance. Those of regions after the first one carry
 * the region, because clusters of one global database may not share a name, though they are in different regions.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-getting-started.html#aurora-global-database.configuration.requirements
 */
export function databaseIdentifier({ project, name, regions }: NamedDatabases, region: string): string {
  const prefix = `${project}-${name}`;
  return boundedName(regions[0]?.name === region ? prefix : `${prefix}-${region}`, "database");
}

/** The ARN of a database, known before it exists. */
export function databaseArn(at: Omit<Location, "prefix">, engine: EngineName, identifier: string): string {
  return arn(at, "rds", `${ENGINES[engine].aurora ? "cluster" : "db"}:${identifier}`);
}
