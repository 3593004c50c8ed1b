import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { createEmbeddedPool } from "./embeddedPool.js";

/** What a new pool answers to statements, one after the other; it is closed then. */
async function answers(path: string | undefined, ...statements: readonly string[]): Promise<unknown[]> {
  const pool = await createEmbeddedPool(path);
  const client = await pool.connect();
  const rows: unknown[] = [];
  for (const statement of statements) rows.push((await client.query(statement, [])).rows);
  client.release();
  await pool.end();
  return rows;
}

describe("the embedded database", () => {
  it("is in memory without a directory", async () => {
    expect(await answers(undefined, "create table notes (text text)", "select * from notes")).toEqual([
      [],
      [],
    ]);
  });

  it("keeps what it holds in a directory", async () => {
    const template = inject("embedded");
    const path = join(dirname(template), "kept");
    await cp(template, path, { recursive: true });
    await answers(path, "create table notes (text text)", "insert into notes values ('kept')");
    expect(await answers(path, "select * from notes")).toEqual([[{ text: "kept" }]]);
  });
});
