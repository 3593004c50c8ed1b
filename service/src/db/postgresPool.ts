import type { PostgresPool, PostgresPoolClient } from "kysely";
import pg from "pg";
import type { Login } from "../credentials/rotatedLogin.js";
import { acquire, Lease, type PoolOptions } from "./pool.js";

/** The server gives up a little before the client does: its error leaves the connection usable. */
const serverHeadStartMs = 50;

/** A pool of PostgreSQL connections, in the shape Kysely takes. */
export function createPostgresPool(options: PoolOptions): PostgresPool {
  const { config, host, tls, gauge, login, credentials, log } = options;
  const { max, connectTimeoutMs, queryTimeoutMs, idleTimeoutMs, maxLifetimeMs } = config.pool;
  const statementTimeoutMs = Math.max(queryTimeoutMs - serverHeadStartMs, 1);
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
    // RDS Proxy refuses a connection that comes with it.
    ...(!config.proxy && { statement_timeout: statementTimeoutMs }),
    types: { getTypeParser: bigintsAsNumbers },
  };
  const pool = new pg.Pool({
    ...client,
    max,
    idleTimeoutMillis: idleTimeoutMs,
    maxLifetimeSeconds: maxLifetimeMs / 1000,
    ...(config.proxy && config.ownSessions && { onConnect: limitStatements(statementTimeoutMs) }),
  });
  pool.on("connect", (connected) => {
    credentials.accepted();
    // The pool listens only while a client is idle; without a listener a lost connection would end the process.
    connected.on("error", (error) => {
      log.debug({ err: error }, "a database connection was lost");
    });
  });
  pool.on("error", () => undefined);
  const take = ({ username, password }: Login): Promise<pg.PoolClient> => {
    pool.options.user = username;
    pool.options.password = password;
    return pool.connect();
  };
  const connectOnce = async ({ username, password }: Login): Promise<void> => {
    const single = new pg.Client({ ...client, user: username, password });
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
      const connection = await acquire(options, take, () => login.connect(connectOnce));
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

/** For `onConnect` of a pool, which waits for it; that is not part of its type. */
function limitStatements(ms: number): (client: pg.ClientBase) => void {
  const limit = (client: pg.ClientBase): unknown => client.query(`SET statement_timeout = ${String(ms)}`);
  return limit;
}

/** Counts stay below 2^53: a bigint becomes a number instead of text. */
const bigintsAsNumbers: pg.CustomTypesConfig["getTypeParser"] = (oid, format): unknown =>
  oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format);
