import type { Migration } from "kysely";
import { createLinks } from "./0001_createLinks.js";
import { createIdempotencyKeys } from "./0002_createIdempotencyKeys.js";
import { columnTypes } from "./columnTypes.js";

/** Table in which applied migrations are recorded. */
export const migrationTable = "schema_migrations";

/**
 * Every migration, in the order of their names. A migration that was released is never changed. It may run twice
 * in part, because MySQL commits each table definition at once: every statement must be repeatable. It must also
 * leave a schema that the version before still runs on, because both run during a rolling update; where versions before
 * that one can not, its name says so (compatibility.ts).
 */
export function migrations(dialect: "postgres" | "mysql"): Record<string, Migration> {
  const types = columnTypes[dialect];
  return {
    "0001_create_links": { up: (db) => createLinks(db, types) },
    "0002_create_idempotency_keys": { up: (db) => createIdempotencyKeys(db, types) },
  };
}

/** The newest migration this version of the service needs. */
export const newestMigration = "0002_create_idempotency_keys";
