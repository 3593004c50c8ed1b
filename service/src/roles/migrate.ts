import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError, type Config, type DatabaseConfig } from "../config/config.js";
import { openDatabase } from "../db/database.js";
import { DatabaseUnavailableError } from "../db/errors.js";
import { migrate as migrateDatabase } from "../db/migrate.js";
import type { Logger } from "../log/logger.js";
import { Metrics } from "../metrics/metrics.js";

/** A table definition may take long, and so may the wait for another migration. */
const queryTimeoutMs = 30 * 60 * 1000;
/** A database that was just made, or was asleep, needs a moment. */
const patienceMs = 60_000;
const pauseMs = 2000;

/** Brings the schema up to date and ends; exit code 1 when it cannot. */
export async function migrate(config: Config, log: Logger): Promise<void> {
  const database = await openDatabase(patient(config.database), { metrics: new Metrics(), log });
  const end = performance.now() + patienceMs;
  try {
    for (;;) {
      try {
        await migrateDatabase(database, log);
        return;
      } catch (error) {
        if (!(error instanceof DatabaseUnavailableError) || performance.now() >= end) throw error;
        log.warn({ reason: error.message }, "the database is not available yet; trying again");
        await sleep(pauseMs);
      }
    }
  } catch (error) {
    log.fatal({ err: error }, "not migrated");
    process.exitCode = 1;
  } finally {
    await database.close();
  }
}

function patient(database: DatabaseConfig): DatabaseConfig {
  if (database.engine === "embedded") {
    throw new ConfigError([
      'DB_ENGINE: given "embedded", allowed: postgres | mysql (embedded migrates itself)',
    ]);
  }
  return { ...database, pool: { ...database.pool, queryTimeoutMs } };
}
