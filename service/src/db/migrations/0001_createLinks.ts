import type { Kysely } from "kysely";
import type { ColumnTypes } from "./columnTypes.js";

/** Creates the links, and the ids of the click messages that are counted. */
export async function createLinks(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  // Indexes are constraints of the table (each ends with a unique column, so each is unique), because MySQL has no
  // "create index if not exists" and a repeated migration must not fail.
  await db.schema
    .createTable("links")
    .ifNotExists()
    .addColumn("id", "bigint", (column) => types.generated(column).primaryKey())
    .addColumn("code", types.key(16), (column) => column.notNull())
    .addColumn("url", "varchar(2048)", (column) => column.notNull())
    .addColumn("owner", types.key(43), (column) => column.notNull())
    .addColumn("clicks", "bigint", (column) => column.notNull().defaultTo(0))
    .addColumn("created_at", types.timestamp, (column) => column.notNull())
    .addUniqueConstraint("links_code", ["code"])
    .addUniqueConstraint("links_owner_id", ["owner", "id"])
    .execute();
  await db.schema
    .createTable("counted_messages")
    .ifNotExists()
    .addColumn("id", types.key(36), (column) => column.notNull())
    .addColumn("counted_at", types.timestamp, (column) => column.notNull())
    .addPrimaryKeyConstraint("counted_messages_id", ["id"])
    .addUniqueConstraint("counted_messages_counted_at_id", ["counted_at", "id"])
    .execute();
}
