import { maxConnections } from "../constructs/monitoring/max-connections";
import type { DatabaseConfig, Environment } from "../environments/config/schema";

/** More connections do not make one process faster, so none is given more, however large the database is. */
const MOST = 10;
/** The rest is for people, rotations, one-off tasks and what the engine keeps for itself. */
const USABLE = 0.8;
/** A rolling update runs every task twice for a while (`deploymentMaximumPercent`). */
const GENERATIONS = 2;

/** Connections a database admits; undefined where it can't be told. */
export function databaseConnections(config: DatabaseConfig): number | undefined {
  const serverless = "readers" in config ? config.serverless : undefined;
  return maxConnections({ ...config, serverless });
}

/**
 * Connections that each process may keep, so that all of them together find room in the database when every service
 * runs with its most tasks during a rolling update. RDS Proxy shares connections out itself.
 *
 * @returns 1–10; undefined where the database has a proxy, or its limit can't be told
 */
export function connectionShare({
  database,
  services,
}: Pick<Environment, "database" | "services">): number | undefined {
  if (database === undefined || database.proxy) return undefined;
  const most = databaseConnections(database);
  if (most === undefined) return undefined;
  const tasks = Object.values(services).reduce((sum, { max }) => sum + max, 0);
  const share = Math.floor((most * USABLE) / Math.max(tasks * GENERATIONS, 1));
  return Math.min(Math.max(share, 1), MOST);
}
