import { sql, type Kysely } from "kysely";
import type { Schema } from "./schema.js";

const maxPerStatement = 1000;

/** Tables of things that are remembered for a time, and the column that says since when. */
const since = { counted_messages: "counted_at", idempotency_keys: "created_at" } as const;

/** Deletes the rows from before the date, some at a time; returns how many. */
export async function prune(db: Kysely<Schema>, table: keyof typeof since, before: Date): Promise<number> {
  const column = sql.ref(since[table]);
  let deleted = 0;
  for (;;) {
    const { rows } = await sql<{ id: string }>`select id from ${sql.table(table)} where ${column} < ${before}
      order by ${column} limit ${sql.lit(maxPerStatement)}`.execute(db);
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) await sql`delete from ${sql.table(table)} where id in (${sql.join(ids)})`.execute(db);
    deleted += ids.length;
    if (ids.length < maxPerStatement) return deleted;
  }
}
