import type { PostgresPool, PostgresPoolClient } from "kysely";
import pg from "pg";
import { acquire, Lease, type PoolOptions } from "./pool.js";

/** Connections are renewed after this time, so that new replicas and new credentials come into use. */
const maxLifetimeSeconds = 30 * 60;
/** The server gives up a little before the client does: its error leaves the connection usable. */
const serverHeadStartMs = 50;

/** A pool of PostgreSQL connections, in the shape Kysely takes. */
export function createPostgresPool(options: PoolOptions): PostgresPool {
  const { config, host, tls, gauge, credentials, log } = options;
  const { max, connectTimeoutMs, queryTimeoutMs, idleTimeoutMs } = config.pool;
  const client: pg.ClientConfig = {
    host,
    port: config.port,
    database: config.name,
    user: config.username,
    password: config.password,
    ssl: tls ?? false,
    application_name: "webapp",
    keepAlive: true,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeoutMs,
    statement_timeout: Math.max(queryTimeoutMs - serverHeadStartMs, 1),
    types: { getTypeParser: bigintsAsNumbers },
  };
  const pool = new pg.Pool({ ...client, max, idleTimeoutMillis: idleTimeoutMs, maxLifetimeSeconds });
  pool.on("connect", (connected) => {
    credentials.accepted();
    // The pool listens only while a client is idle; without a listener a lost connection would end the process.
    connected.on("error", (error) => {
      log.debug({ err: error }, "a database connection was lost");
    });
  });
  pool.on("error", () => undefined);
  const probe = async (): Promise<void> => {
    const single = new pg.Client(client);
    single.on("error", () => undefined);
    try {
      await single.connect();
      credentials.accepted();
    } finally {
      await single.end();
    }
  };

  return {
    connect: async (): Promise<PostgresPoolClient> => {
      const connection = await acquire(options, () => pool.connect(), probe);
      const lease = new Lease();
      const query = (sql: string, parameters: readonly unknown[]): Promise<unknown> =>
        lease.run(() => connection.query(sql, [...parameters]));
      return {
        query: query as PostgresPoolClient["query"],
        release: () => {
          gauge.released();
          connection.release(lease.failure);
        },
      };
    },
    end: () => pool.end(),
  };
}

/** Counts stay below 2^53: a bigint becomes a number instead of text. */
const bigintsAsNumbers: pg.CustomTypesConfig["getTypeParser"] = (oid, format): unknown =>
  oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format);
