import { databaseIdentifier } from "../../constructs/rds/foundation";
import { ENGINES } from "../../constructs/rds/engine";
import { replication } from "../../environments/config/replication";
import type { Environment } from "../../environments/config/schema";
import { UsageError } from "../cli/environment";
import type { Say } from "../cli/stages";
import { GlobalDatabaseCluster } from "./global-cluster";
import { ReadReplica, type Surroundings } from "./read-replica";
import type { ReplicatedDatabase } from "./replicated-database";
import { surroundings } from "./surroundings";
import { FailoverError, type Patience } from "./waiting";

export interface FailoverRequest {
  readonly environment: Environment;
  /** Region that is to take writes. */
  readonly to: string;
  /** Whether the region that takes writes is gone. */
  readonly unplanned: boolean;
  readonly patience: Patience;
  /** @default the services and metrics of the environment */
  readonly surroundings?: Surroundings;
}

/** What a failover is about, found out before anything is changed. */
export interface Failover {
  readonly from: string;
  readonly to: string;
  readonly database: ReplicatedDatabase;
  /** Whether `to` takes writes already: nothing is to be done. */
  readonly done: boolean;
}

/**
 * Looks where writes are taken now.
 *
 * @throws {UsageError} where the environment has nothing to fail over, or not to that region
 */
export async function prepare(request: FailoverRequest): Promise<Failover> {
  const { environment, to, unplanned } = request;
  const database = replicatedDatabase(request);
  const regions: readonly string[] = environment.regions.map(({ name }) => name);
  if (!regions.includes(to)) {
    throw new UsageError(`--to: given ${JSON.stringify(to)}; allowed are ${regions.join(", ")}`);
  }
  const others = regions.filter((region) => region !== to);
  if (await database.takesWrites(to)) return { from: others[0] ?? to, to, database, done: true };
  if (unplanned) return { from: others[0] ?? to, to, database, done: false };
  for (const from of others) {
    if (await database.takesWrites(from)) return { from, to, database, done: false };
  }
  throw new FailoverError("no region's database takes writes; repeat with --unplanned to make one take them");
}

/** Does it, and looks whether it is done. */
export async function perform({ from, to, database }: Failover, unplanned: boolean, say: Say): Promise<void> {
  if (unplanned) await database.failOver(from, to, say);
  else await database.switchOver(from, to, say);
}

/** What is left to do by hand, for the person who has just failed over. */
export function nextSteps({ environment, to, unplanned }: FailoverRequest): string {
  const { name, database, regions } = environment;
  const engine = database?.engine;
  const instance = engine !== undefined && !ENGINES[engine].aurora;
  const others = regions.map((region) => region.name).filter((region) => region !== to);
  const lines = [
    `Writes are taken in ${to} now; its tasks notice by themselves.`,
    `1. In environments/${name}.ts, set database.primaryRegion to "${to}".`,
    `2. npx cdktf diff '${name}-*-data': nothing may be replaced or destroyed but a backup plan. Then deploy it.`,
    ...(instance
      ? [
          `3. Before anything runs in ${others.join(", ")} again: make its instance a replica, as docs/failover.md says.`,
          ...(unplanned ? ["   Until then it would take writes that nobody else sees."] : []),
        ]
      : []),
    `${instance ? "4" : "3"}. npx cdktf deploy '${name}-*-service': the names follow.`,
  ];
  return lines.join("\n");
}

function replicatedDatabase({ environment, patience, ...request }: FailoverRequest): ReplicatedDatabase {
  const { project, name, database, services } = environment;
  if (database === undefined || replication(environment) === undefined) {
    throw new UsageError(
      `environment: given ${name}; allowed are those with several regions and a replicated database`,
    );
  }
  const prefix = `${project}-${name}`;
  const identifier = databaseIdentifier({ prefix });
  if (ENGINES[database.engine].aurora) return new GlobalDatabaseCluster(identifier, patience);
  const around = request.surroundings ?? surroundings(prefix, Object.keys(services), patience);
  return new ReadReplica(identifier, around, patience);
}
