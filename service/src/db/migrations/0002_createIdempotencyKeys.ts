import type { Kysely } from "kysely";
import type { ColumnTypes } from "./columnTypes.js";

/** Creates the keys under which requests for new links are recognized when they are repeated. */
export async function createIdempotencyKeys(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema
    .createTable("idempotency_keys")
    .ifNotExists()
    .addColumn("id", types.key(43), (column) => column.notNull())
    .addColumn("code", types.key(16), (column) => column.notNull())
    .addColumn("url", "varchar(2048)", (column) => column.notNull())
    .addColumn("owner", types.key(43), (column) => column.notNull())
    .addColumn("created_at", types.timestamp, (column) => column.notNull())
    .addPrimaryKeyConstraint("idempotency_keys_id", ["id"])
    .addUniqueConstraint("idempotency_keys_created_at_id", ["created_at", "id"])
    .execute();
}
