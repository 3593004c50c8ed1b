import { databaseIdentifier } from "../../constructs/rds/identifier";
import { ENGINES } from "../../constructs/rds/engine";
import { replication, type Replication } from "../../environments/config/replication";
import type { Environment } from "../../environments/config/schema";
import { UsageError } from "../cli/environment";
import type { Say } from "../cli/stages";
import { GlobalDatabaseCluster } from "./global-cluster";
import { ReadReplica, type Surroundings } from "./read-replica";
import { replicaLag } from "./replica-lag";
import type { ReplicatedDatabase } from "./replicated-database";
import { Tasks } from "./tasks";
import { FailoverError, type Patience } from "./waiting";

export interface FailoverRequest {
  readonly environment: Environment;
  /** Region that is to take writes. */
  readonly to: string;
  /** Whether the region that takes writes is gone. */
  readonly unplanned: boolean;
  readonly patience: Patience;
  /** @default the tasks and metrics of the environment */
  readonly surroundings?: Surroundings;
}

/** What a failover is about, found out before anything is changed. */
export interface Failover {
  /** The region that takes writes now; where it does not answer, the one that the configuration names. */
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
  const { database, configured } = replicatedDatabase(request);
  const regions = [to, ...others(environment, to, "--to")];
  const writer = await database.writer(regions, unplanned ? "those that answer" : "all");
  if (writer === undefined && !unplanned) {
    throw new FailoverError(
      "no region's database takes writes; repeat with --unplanned to make one take them",
    );
  }
  return { from: writer ?? configured.writer, to, database, done: writer === to };
}

/** Does it, and looks whether it is done. */
export async function perform({ from, to, database }: Failover, unplanned: boolean, say: Say): Promise<void> {
  if (unplanned) await database.failOver(from, to, say);
  else await database.switchOver(from, to, say);
}

/**
 * Takes away the instance of a region that another one was promoted beside, so that a replica can be made there. Its
 * data stays in a snapshot: what was written there and never reached the other region is nowhere else.
 *
 * @returns the snapshot; undefined where nothing was to be done
 * @throws {FailoverError} where it is the one in use
 */
export async function retire(
  request: Omit<FailoverRequest, "to" | "unplanned">,
  region: string,
  say: Say,
): Promise<string | undefined> {
  const { database } = replicatedDatabase(request);
  const regions = [region, ...others(request.environment, region, "--retire")];
  if (!(database instanceof ReadReplica)) {
    throw new UsageError("--retire: an Aurora cluster follows the new writer by itself");
  }
  return database.retire(region, regions, say);
}

/**
 * Starts the services of a region again, whose tasks a failover has stopped.
 *
 * @throws {FailoverError} where they would write to a database that nobody else sees
 */
export async function start(
  request: Omit<FailoverRequest, "to" | "unplanned">,
  region: string,
): Promise<void> {
  const { environment, patience } = request;
  const { database } = replicatedDatabase(request);
  const regions = [region, ...others(environment, region, "--start")];
  if (database instanceof ReadReplica) await database.requireUsable(region, regions);
  await new Tasks(environment, patience).start(region);
}

/** What is left to do by hand, for the person who has just failed over. */
export function nextSteps({ environment, to }: Pick<FailoverRequest, "environment" | "to">): string {
  const { name, database } = environment;
  const rest = others(environment, to, "--to");
  const instance = database !== undefined && !ENGINES[database.engine].aurora;
  const command = (option: string) =>
    rest.map((region) => `npm run failover -- ${name} --${option} ${region}`);
  const steps = [
    ...(instance ? command("retire") : []),
    `in environments/${name}.ts, set database.primaryRegion to "${to}"`,
    `npm run plan -- ${name}`,
    `npm run deploy -- ${name}`,
    ...(instance ? command("start") : []),
  ];
  return [
    `Writes are taken in ${to} now; its tasks notice by themselves. Next (docs/failover.md says why):`,
    ...steps.map((step, index) => `${index + 1}. ${step}`),
  ].join("\n");
}

/** @throws {UsageError} where the environment has no database that another region could take over */
function replicatedDatabase({
  environment,
  patience,
  ...request
}: Pick<FailoverRequest, "environment" | "patience" | "surroundings">): {
  readonly database: ReplicatedDatabase;
  readonly configured: Replication;
} {
  const { name, database } = environment;
  const configured = replication(environment);
  if (database === undefined || configured === undefined) {
    throw new UsageError(
      `environment: given ${name}; allowed are those with several regions and a replicated database`,
    );
  }
  const identifierIn = (region: string) => databaseIdentifier(environment, region);
  if (ENGINES[database.engine].aurora) {
    return { database: new GlobalDatabaseCluster(identifierIn(configured.home), patience), configured };
  }
  const around = request.surroundings ?? surroundings(new Tasks(environment, patience));
  return { database: new ReadReplica(identifierIn, around, patience), configured };
}

function surroundings(tasks: Tasks): Surroundings {
  return {
    stopTasks: (region, say) => tasks.stop(region, say),
    tasksLeft: (region) => tasks.left(region),
    lag: replicaLag,
  };
}

/** The environment's regions without one. @throws {UsageError} where it is none of them */
function others({ regions }: Environment, region: string, option: string): string[] {
  const names: string[] = regions.map(({ name }) => name);
  if (names.includes(region)) return names.filter((name) => name !== region);
  throw new UsageError(`${option}: given ${JSON.stringify(region)}; allowed are ${names.join(", ")}`);
}
