import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from "kysely";
import { ConfigError } from "../config/config.js";

/** The part of PGlite that is used. */
interface Embedded {
  query(sql: string, parameters: unknown[]): Promise<{ rows: unknown[]; affectedRows?: number }>;
  close(): Promise<void>;
}

/**
 * PGlite (PostgreSQL in WebAssembly) in the shape of a pool. It has one connection, so users take turns.
 *
 * @param path directory of the data; in memory when absent
 * @throws {ConfigError} where PGlite is not installed: it is for development and not part of the image
 */
export async function createEmbeddedPool(path: string | undefined): Promise<PostgresPool> {
  const database = await open(path);
  let last: Promise<void> = Promise.resolve();
  return {
    connect: async (): Promise<PostgresPoolClient> => {
      const turn = last;
      let release!: () => void;
      last = new Promise((resolve) => {
        release = resolve;
      });
      await turn;
      const query = async (
        sql: string,
        parameters: readonly unknown[],
      ): Promise<PostgresQueryResult<unknown>> => {
        const { rows, affectedRows } = await database.query(sql, [...parameters]);
        const command = sql.trimStart().slice(0, 6).toUpperCase() as PostgresQueryResult<unknown>["command"];
        return { command, rowCount: affectedRows ?? 0, rows };
      };
      return { query: query as PostgresPoolClient["query"], release };
    },
    end: () => database.close(),
  };
}

async function open(path: string | undefined): Promise<Embedded> {
  let pglite;
  try {
    pglite = await import("@electric-sql/pglite");
  } catch {
    const allowed = "postgres | mysql, because the embedded database (PGlite) is not installed here";
    throw new ConfigError([`DB_ENGINE: given "embedded", allowed: ${allowed}`]);
  }
  return path === undefined ? new pglite.PGlite() : new pglite.PGlite(path);
}
