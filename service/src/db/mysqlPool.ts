import type { MysqlPool, MysqlPoolConnection, MysqlQueryResult } from "kysely";
import { createConnection, createPool, type ConnectionOptions, type PoolConnection } from "mysql2";
import type { Login } from "../credentials/rotatedLogin.js";
import { acquire, Lease, type PoolOptions } from "./pool.js";

type Callback = Parameters<MysqlPool["getConnection"]>[0];

/** A pool of MySQL or MariaDB connections, in the shape Kysely takes. */
export function createMysqlPool(options: PoolOptions): MysqlPool {
  const { config, host, tls, gauge, login, credentials, log } = options;
  const { max, connectTimeoutMs, queryTimeoutMs, idleTimeoutMs, maxLifetimeMs } = config.pool;
  const connection: ConnectionOptions = {
    host,
    port: config.port,
    database: config.name,
    user: config.username,
    password: config.password,
    // mysql2 checks the host name only when it is told to.
    ...(tls && { ssl: { ...tls, verifyIdentity: true } }),
    charset: "utf8mb4_bin",
    timezone: "Z",
    connectTimeout: connectTimeoutMs,
    enableKeepAlive: true,
    supportBigNumbers: true,
  };
  // mysql2 closes idle connections only where fewer may be idle than there may be.
  const pool = createPool({
    ...connection,
    connectionLimit: max,
    idleTimeout: idleTimeoutMs,
    maxIdle: max - 1,
    gracefulEnd: true,
  });
  const opened = new WeakMap<PoolConnection, number>();
  pool.on("connection", (raw) => {
    credentials.accepted();
    opened.set(raw, performance.now());
    raw.on("error", (error: unknown) => {
      log.debug({ err: error }, "a database connection was lost");
    });
    // Sent before any statement of a user; an error would show there as well.
    for (const sql of config.ownSessions ? sessionStatements(queryTimeoutMs) : [])
      raw.query(sql, () => undefined);
  });
  const connectOnce = async ({ username, password }: Login): Promise<void> => {
    const single = createConnection({ ...connection, user: username, password });
    single.on("error", () => undefined);
    await new Promise<void>((resolve, reject) => {
      single.connect((error) => {
        if (error) reject(error);
        else resolve();
      });
    }).finally(() => {
      single.destroy();
    });
    credentials.accepted();
  };
  const take = ({ username, password }: Login): Promise<PoolConnection> => {
    // What a pool connects with is not part of its types.
    const { connectionConfig } = pool.config as unknown as { connectionConfig: ConnectionOptions };
    connectionConfig.user = username;
    connectionConfig.password = password;
    return takeConnection(pool, connectTimeoutMs);
  };
  const outlived = (raw: PoolConnection): boolean =>
    performance.now() - (opened.get(raw) ?? 0) >= maxLifetimeMs;

  return {
    getConnection: (callback: Callback) => {
      acquire(options, take, () => login.connect(connectOnce)).then(
        (raw) => {
          const release = (failed: boolean): void => {
            gauge.released();
            if (failed) raw.destroy();
            else if (outlived(raw)) raw.end();
            else raw.release();
          };
          callback(undefined, lease(raw, queryTimeoutMs, release));
        },
        (error: unknown) => {
          callback(error, undefined as never);
        },
      );
    },
    end: (callback) => {
      pool.end(callback);
    },
  };
}

/**
 * UTC; no gap locks, as in PostgreSQL; and the server stops long statements: MariaDB any (in seconds), MySQL
 * reads (in milliseconds). Each server skips the comment that is meant for the other.
 */
function sessionStatements(queryTimeoutMs: number): string[] {
  const milliseconds = Math.max(queryTimeoutMs - 50, 1);
  return [
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
    "SET SESSION time_zone = '+00:00'" +
      `/*M!100101 , max_statement_time = ${String(milliseconds / 1000)} */` +
      `/*!50708 , max_execution_time = ${String(milliseconds)} */`,
  ];
}

/** mysql2 limits the time of connecting, but not the wait for a free connection. */
function takeConnection(pool: ReturnType<typeof createPool>, timeoutMs: number): Promise<PoolConnection> {
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      reject(new Error(`no connection within ${String(timeoutMs)} ms`));
    }, timeoutMs);
    pool.getConnection((error, connection) => {
      clearTimeout(timer);
      if (late) {
        if (!error) connection.release();
      } else if (error) reject(error);
      else resolve(connection);
    });
  });
}

function lease(
  raw: PoolConnection,
  queryTimeoutMs: number,
  release: (failed: boolean) => void,
): MysqlPoolConnection {
  const use = new Lease();
  const query = (
    sql: string,
    values: unknown[],
    callback: (error: unknown, result: MysqlQueryResult) => void,
  ): void => {
    const run = (): Promise<MysqlQueryResult> =>
      new Promise((resolve, reject) => {
        raw.query({ sql, values, timeout: queryTimeoutMs }, (error, result) => {
          if (error) reject(error);
          else resolve(result as unknown as MysqlQueryResult);
        });
      });
    use.run(run).then(
      (result) => {
        callback(undefined, result);
      },
      (error: unknown) => {
        callback(error, []);
      },
    );
  };
  return {
    query: query as MysqlPoolConnection["query"],
    release: () => {
      release(use.failure !== undefined);
    },
  };
}
