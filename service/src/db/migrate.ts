import { Migrator } from "kysely";
import type { Logger } from "../log/logger.js";
import type { Database } from "./database.js";
import { migrations } from "./migrations/migrations.js";

/** Table in which applied migrations are recorded. */
export const migrationTable = "schema_migrations";

/**
 * Applies the migrations that are missing, one process at a time: a second one waits, then finds nothing to do.
 *
 * @returns the names of the migrations that this call applied
 * @throws the error of the migration that failed; those before it stay applied
 */
export async function migrate(database: Database, log: Logger): Promise<string[]> {
  const migrator = new Migrator({
    db: database.writer,
    provider: { getMigrations: () => Promise.resolve(migrations(database.dialect)) },
    migrationTableName: migrationTable,
    migrationLockTableName: `${migrationTable}_lock`,
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  const applied: string[] = [];
  for (const { migrationName, status } of results) {
    if (status === "Success") applied.push(migrationName);
    if (status === "Error") log.error({ migration: migrationName }, "migration failed");
  }
  if (error !== undefined) throw error as Error;
  log.info({ applied }, applied.length > 0 ? "migrated" : "nothing to migrate");
  return applied;
}
