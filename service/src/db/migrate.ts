import { Migrator, sql, type Kysely, type Migration } from "kysely";
import type { Logger } from "../log/logger.js";
import type { Database } from "./database.js";
import { isMissingTable } from "./errors.js";
import { incompatibility } from "./migrations/compatibility.js";
import { migrations, migrationTable } from "./migrations/migrations.js";

/** Another version may migrate meanwhile; each time it applies at least one migration. */
const attempts = 10;

/** The schema is one that this version can not run on. */
export class IncompatibleSchemaError extends Error {
  override readonly name = "IncompatibleSchemaError";
}

/**
 * Applies the migrations that are missing, one process at a time: a second one waits, then finds nothing to do. What a
 * newer version applied is left alone.
 *
 * @param known the migrations of this version
 * @returns the names of the migrations that this call applied
 * @throws {IncompatibleSchemaError} where this version can not run on what a newer one applied; nothing is changed
 * @throws the error of the migration that failed; those before it stay applied
 */
export async function migrate(
  database: Database,
  log: Logger,
  known: Readonly<Record<string, Migration>> = migrations(database.dialect),
): Promise<string[]> {
  for (let attempt = 1; ; attempt += 1) {
    const newer = (await appliedMigrations(database.writer)).filter((name) => !(name in known));
    const problem = incompatibility(newer, Object.keys(known));
    if (problem !== undefined) throw new IncompatibleSchemaError(problem);
    const { error, results = [] } = await migrator(database, known, newer).migrateToLatest();
    const applied = results.flatMap(({ migrationName, status }) =>
      status === "Success" ? migrationName : [],
    );
    const failed = results.find(({ status }) => status === "Error");
    if (failed !== undefined) log.error({ migration: failed.migrationName }, "migration failed");
    else if (error !== undefined && attempt < attempts) {
      // A newer version was faster: what it applied is not among what was given to the migrator.
      const now = await appliedMigrations(database.writer);
      if (now.some((name) => !(name in known) && !newer.includes(name))) continue;
    }
    if (error !== undefined) throw error as Error;
    log.info(
      { applied, ...(newer.length > 0 && { newer }) },
      applied.length > 0 ? "migrated" : "nothing to migrate",
    );
    return applied;
  }
}

/** For Kysely a migration that was applied and is not there is an error: those of newer versions are made up. */
function migrator(
  { writer }: Database,
  known: Readonly<Record<string, Migration>>,
  newer: readonly string[],
): Migrator {
  const applied: Migration = {
    up: () => Promise.reject(new Error("a migration of a newer version is not applied here")),
  };
  const all = { ...known, ...Object.fromEntries(newer.map((name) => [name, applied])) };
  return new Migrator({
    db: writer,
    provider: { getMigrations: () => Promise.resolve(all) },
    migrationTableName: migrationTable,
    migrationLockTableName: `${migrationTable}_lock`,
    // Where two versions have made one each, the second is applied after the one that comes later by name.
    allowUnorderedMigrations: true,
  });
}

/** Names of all migrations that the database has, none where it is new. */
export async function appliedMigrations<T>(db: Kysely<T>): Promise<string[]> {
  try {
    const { rows } = await sql<{ name: string }>`select name from ${sql.table(migrationTable)}`.execute(db);
    return rows.map(({ name }) => name);
  } catch (error) {
    if (isMissingTable(error)) return [];
    throw error;
  }
}
