import { sql, type Transaction } from "kysely";
import type { Database } from "../db/database.js";
import { isDeadlock } from "../db/errors.js";
import type { Schema } from "../db/schema.js";
import type { ClickMessage } from "./clickMessage.js";

const attempts = 5;
const maxLinksPerStatement = 500;

export interface Counted {
  readonly clicks: number;
  /** Messages that had been counted before. */
  readonly duplicates: number;
}

/**
 * Adds the clicks of the messages to their links, and remembers the ids of the messages, in one transaction: a
 * message has either been counted and is known, or neither. Clicks on links that no longer exist are dropped.
 */
export async function countClicks(database: Database, messages: readonly ClickMessage[]): Promise<Counted> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.writer
        .transaction()
        .execute((transaction) => count(transaction, database, messages));
    } catch (error) {
      if (!isDeadlock(error) || attempt === attempts) throw error;
    }
  }
}

async function count(
  transaction: Transaction<Schema>,
  { dialect }: Database,
  messages: readonly ClickMessage[],
): Promise<Counted> {
  const clicks = new Map<string, number>();
  let duplicates = 0;
  // Every worker takes locks in the same order, so that two of them do not wait for each other.
  for (const message of [...messages].sort((a, b) => compare(a.id, b.id))) {
    if (!(await remember(transaction, dialect, message.id))) {
      duplicates += 1;
      continue;
    }
    for (const [code, number] of Object.entries(message.clicks))
      clicks.set(code, (clicks.get(code) ?? 0) + number);
  }
  const links = [...clicks].sort(([a], [b]) => compare(a, b));
  for (let start = 0; start < links.length; start += maxLinksPerStatement) {
    await add(transaction, links.slice(start, start + maxLinksPerStatement));
  }
  return { clicks: links.reduce((sum, [, number]) => sum + number, 0), duplicates };
}

/** False when the id is known. Waits while another transaction is about to record it. */
async function remember(
  transaction: Transaction<Schema>,
  dialect: Database["dialect"],
  id: string,
): Promise<boolean> {
  const insert = transaction.insertInto("counted_messages").values({ id, counted_at: new Date() });
  const once = dialect === "mysql" ? insert.ignore() : insert.onConflict((conflict) => conflict.doNothing());
  const { numInsertedOrUpdatedRows } = await once.executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

async function add(
  transaction: Transaction<Schema>,
  links: readonly (readonly [string, number])[],
): Promise<void> {
  const codes = links.map(([code]) => code);
  await transaction
    .selectFrom("links")
    .select("id")
    .where("code", "in", codes)
    .orderBy("code")
    .forUpdate()
    .execute();
  const cases = sql.join(
    links.map(([code, number]) => sql`when ${code} then ${sql.lit(number)}`),
    sql` `,
  );
  await transaction
    .updateTable("links")
    .set((eb) => ({ clicks: sql<number>`${eb.ref("clicks")} + case code ${cases} end` }))
    .where("code", "in", codes)
    .execute();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
