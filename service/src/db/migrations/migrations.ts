import type { Migration } from "kysely";
import { createLinks } from "./0001_createLinks.js";
import { columnTypes } from "./columnTypes.js";

/**
 * Every migration, in the order of their names. A migration that was released is never changed. It may run twice
 * in part, because MySQL commits each table definition at once: every statement must be repeatable. It must also
 * leave a schema that the version before still runs on, because both run during a rolling update.
 */
export function migrations(dialect: "postgres" | "mysql"): Record<string, Migration> {
  const types = columnTypes[dialect];
  return {
    "0001_create_links": { up: (db) => createLinks(db, types) },
  };
}

/** The newest migration this version of the service needs. */
export const newestMigration = "0001_create_links";
