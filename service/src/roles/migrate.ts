import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import {
  ConfigError,
  type Config,
  type DatabaseConfig,
  type ServerDatabaseConfig,
} from "../config/config.js";
import { readDatabaseSecret } from "../credentials/databaseSecret.js";
import { ensureApplicationUser } from "../db/applicationUser.js";
import { openDatabase, type Database } from "../db/database.js";
import { DatabaseUnavailableError } from "../db/errors.js";
import { migrate as migrateDatabase } from "../db/migrate.js";
import type { Logger } from "../log/logger.js";
import { Metrics } from "../metrics/metrics.js";

/** A table definition may take long, and so may the wait for another migration. */
const queryTimeoutMs = 30 * 60 * 1000;
/** A database that was just made, or was asleep, needs a moment. */
const patienceMs = 60_000;
const pauseMs = 2000;
/** Where the database follows another one, the schema comes from there: from a deployment that may still be at it. */
const followerPatienceMs = 55 * 60_000;

/**
 * Brings the schema up to date, creates the application's user where the configuration names the database's owner, and
 * ends; exit code 1 when it cannot. A database that follows one of another region is not changed: it is waited for
 * until it has the schema.
 */
export async function migrate(
  config: Config,
  log: Logger,
  { follower = followerPatienceMs, available = patienceMs, pause = pauseMs } = {},
): Promise<void> {
  const given = serverDatabase(config.database);
  const database = await openDatabase(patient({ ...given, ...given.master }), {
    metrics: new Metrics(),
    log,
  });
  const started = performance.now();
  try {
    for (;;) {
      let follows = false;
      try {
        follows = !(await database.takesWrites());
        if (follows) await database.check();
        else await prepare(database, given, log);
        if (follows) log.info("nothing to migrate: the database is read-only here, and has the schema");
        return;
      } catch (error) {
        const limit = follows ? follower : available;
        const temporary = follows || error instanceof DatabaseUnavailableError;
        if (!temporary || performance.now() - started >= limit) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        log.warn({ reason }, "the database is not ready yet; trying again");
        await sleep(pause);
      }
    }
  } catch (error) {
    log.fatal({ err: error }, "not migrated");
    process.exitCode = 1;
  } finally {
    await database.close();
  }
}

async function prepare(database: Database, given: ServerDatabaseConfig, log: Logger): Promise<void> {
  await migrateDatabase(database, log);
  if (given.master === undefined) return;
  const { secretArn, name } = given;
  const login = () => (secretArn === undefined ? Promise.resolve(given) : readDatabaseSecret(secretArn));
  const signIn = async (): Promise<void> => {
    const application = await openDatabase({ ...given, ...(await login()) }, { metrics: new Metrics(), log });
    await sql`select 1`.execute(application.writer).finally(() => application.close());
  };
  await ensureApplicationUser({ database, name, login, signIn, log });
}

function serverDatabase(database: DatabaseConfig): ServerDatabaseConfig {
  if (database.engine !== "embedded") return database;
  throw new ConfigError([
    'DB_ENGINE: given "embedded", allowed: postgres | mysql (embedded migrates itself)',
  ]);
}

/** The time limit that a proxy sets is the one of requests. */
function patient(database: ServerDatabaseConfig): ServerDatabaseConfig {
  return { ...database, ownSessions: true, pool: { ...database.pool, queryTimeoutMs } };
}
