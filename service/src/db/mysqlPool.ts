import type { MysqlPool, MysqlPoolConnection, MysqlQueryResult } from "kysely";
import { createConnection, createPool, type ConnectionOptions, type PoolConnection } from "mysql2";
import { acquire, Lease, type PoolOptions } from "./pool.js";

type Callback = Parameters<MysqlPool["getConnection"]>[0];

/** A pool of MySQL or MariaDB connections, in the shape Kysely takes. */
export function createMysqlPool(options: PoolOptions): MysqlPool {
  const { config, host, tls, gauge, credentials, log } = options;
  const { max, connectTimeoutMs, queryTimeoutMs, idleTimeoutMs } = config.pool;
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
  const pool = createPool({ ...connection, connectionLimit: max, idleTimeout: idleTimeoutMs, maxIdle: max });
  pool.on("connection", (raw) => {
    credentials.accepted();
    raw.on("error", (error: unknown) => {
      log.debug({ err: error }, "a database connection was lost");
    });
    // Sent before any statement of a user; an error would show there as well.
    for (const sql of sessionStatements(queryTimeoutMs)) raw.query(sql, () => undefined);
  });
  const probe = async (): Promise<void> => {
    const single = createConnection(connection);
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
  const take = (): Promise<PoolConnection> => takeConnection(pool, connectTimeoutMs);

  return {
    getConnection: (callback: Callback) => {
      acquire(options, take, probe).then(
        (raw) => {
          callback(
            undefined,
            lease(raw, queryTimeoutMs, () => {
              gauge.released();
            }),
          );
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

function lease(raw: PoolConnection, queryTimeoutMs: number, released: () => void): MysqlPoolConnection {
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
      released();
      if (use.failure) raw.destroy();
      else raw.release();
    },
  };
}
