import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backends, openMigrated } from "../../test/databases.js";
import type { Database } from "../db/database.js";
import { prune } from "../db/prune.js";
import { countClicks } from "./clickCounter.js";
import type { ClickMessage } from "./clickMessage.js";

const message = (clicks: Record<string, number>): ClickMessage => ({ id: randomUUID(), clicks });

describe.each(backends)("counting clicks: $name", (backend) => {
  describe.runIf(backend.available)("when it runs", () => {
    let database: Database;
    beforeAll(async () => {
      database = await openMigrated(backend);
    });
    afterAll(() => database.close());

    let made = 0;
    /** Codes of new links. */
    async function links(count: number): Promise<string[]> {
      const codes = Array.from({ length: count }, () => `c${String(made++)}`);
      const row = { url: "https://example.org/", owner: "o", clicks: 0, created_at: new Date() };
      await database.writer
        .insertInto("links")
        .values(codes.map((code) => ({ ...row, code })))
        .execute();
      return codes;
    }

    async function clicks(codes: readonly string[]): Promise<number[]> {
      const rows = await database.writer
        .selectFrom("links")
        .select(["code", "clicks"])
        .where("code", "in", codes)
        .execute();
      return codes.map((code) => rows.find((row) => row.code === code)?.clicks ?? Number.NaN);
    }

    it("adds the clicks of several messages", async () => {
      const [a = "", b = ""] = await links(2);
      const counted = await countClicks(database, [message({ [a]: 2, [b]: 1 }), message({ [a]: 3 })]);
      expect(counted).toEqual({ clicks: 6, duplicates: 0 });
      expect(await clicks([a, b])).toEqual([5, 1]);
    });

    it("counts a message once, within a batch and across batches", async () => {
      const [a = ""] = await links(1);
      const once = message({ [a]: 1 });
      expect(await countClicks(database, [once, once])).toEqual({ clicks: 1, duplicates: 1 });
      expect(await countClicks(database, [once])).toEqual({ clicks: 0, duplicates: 1 });
      expect(await clicks([a])).toEqual([1]);
    });

    it("counts a message once when several workers have it at the same time", async () => {
      const codes = await links(5);
      const messages = Array.from({ length: 10 }, () =>
        message(Object.fromEntries(codes.map((code) => [code, 1]))),
      );
      const shuffled = Array.from({ length: 6 }, (_, index) => [
        ...messages.slice(index),
        ...messages.slice(0, index),
      ]);
      const counted = await Promise.all(shuffled.map((batch) => countClicks(database, batch)));
      expect(counted.reduce((sum, { clicks: number }) => sum + number, 0)).toBe(50);
      expect(counted.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(50);
      expect(await clicks(codes)).toEqual([10, 10, 10, 10, 10]);
    });

    it("counts clicks on links that exist when others were deleted", async () => {
      const [a = ""] = await links(1);
      await countClicks(database, [message({ gone: 4, [a]: 1 })]);
      expect(await clicks([a])).toEqual([1]);
    });

    it("counts more links than fit into one statement, and large numbers", async () => {
      const codes = await links(1100);
      await countClicks(database, [
        message(Object.fromEntries(codes.map((code, index) => [code, index + 2 ** 33]))),
      ]);
      expect((await clicks(codes)).every((number, index) => number === index + 2 ** 33)).toBe(true);
    });

    it("neither counts nor remembers a message when the transaction fails", async () => {
      const [a = ""] = await links(1);
      // The sum does not fit into the column: the update fails after the id was recorded.
      await sql`update links set clicks = 9223372036854775807 where code = ${a}`.execute(database.writer);
      const failing = message({ [a]: 1 });
      await expect(countClicks(database, [failing])).rejects.toThrow(/range/i);
      await sql`update links set clicks = 0 where code = ${a}`.execute(database.writer);
      expect(await countClicks(database, [failing])).toEqual({ clicks: 1, duplicates: 0 });
      expect(await clicks([a])).toEqual([1]);
    });

    it("forgets the ids of old messages only", async () => {
      const ids = Array.from({ length: 2100 }, () => ({
        id: randomUUID(),
        counted_at: new Date("2020-01-01"),
      }));
      for (let start = 0; start < ids.length; start += 700) {
        await database.writer
          .insertInto("counted_messages")
          .values(ids.slice(start, start + 700))
          .execute();
      }
      const recent = message({ gone: 1 });
      await countClicks(database, [recent]);
      expect(await prune(database.writer, "counted_messages", new Date("2020-01-02"))).toBe(2100);
      expect(await prune(database.writer, "counted_messages", new Date("2020-01-02"))).toBe(0);
      expect(await countClicks(database, [recent])).toMatchObject({ duplicates: 1 });
    });
  });
});
