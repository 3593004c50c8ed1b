import { sql } from "kysely";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { backends, openMigrated } from "../../test/databases.js";
import { createTestLog, silentLog } from "../../test/log.js";
import type { DatabaseConfig } from "../config/config.js";
import { Metrics } from "../metrics/metrics.js";
import { openDatabase, type Database } from "./database.js";
import { migrate } from "./migrate.js";

const open: Database[] = [];
async function connect(config: DatabaseConfig): Promise<Database> {
  const database = await openDatabase(config, { metrics: new Metrics(), log: silentLog });
  open.push(database);
  return database;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((database) => database.close()));
});

describe.each(backends)("database: $name", (backend) => {
  describe.runIf(backend.available)("when it runs", () => {
    it("is not usable before it is migrated, and is afterwards", async () => {
      const database = await connect(await backend.create());
      await expect(database.check()).rejects.toThrow();
      await migrate(database, silentLog);
      await expect(database.check()).resolves.toBe("writes");
    });

    it("is migrated once, however often the migration runs", async () => {
      const database = await connect(await backend.create());
      const { log, lines } = createTestLog();
      expect(await migrate(database, log)).toEqual(["0001_create_links", "0002_create_idempotency_keys"]);
      expect(await migrate(database, log)).toEqual([]);
      expect(lines.map(({ msg }) => msg)).toEqual(["migrated", "nothing to migrate"]);
    });

    it("says that a migration is missing, and can repeat one that was interrupted before it was recorded", async () => {
      const database = await connect(await backend.create());
      await migrate(database, silentLog);
      await sql`delete from schema_migrations`.execute(database.writer);
      await expect(database.check()).rejects.toThrow("migration 0002_create_idempotency_keys is not applied");
      expect(await migrate(database, silentLog)).toEqual([
        "0001_create_links",
        "0002_create_idempotency_keys",
      ]);
    });

    describe("once it is migrated", () => {
      let writer: Database["writer"];
      beforeAll(async () => {
        const database = await openMigrated(backend);
        writer = database.writer;
        return () => database.close();
      });

      it("keeps numbers beyond 32 bits, times to the millisecond, and text as it is", async () => {
        const created_at = new Date("2026-03-29T01:30:00.123Z");
        const row = {
          code: "numbers",
          url: "https://example.org/ä%20?q=😀",
          owner: "o",
          clicks: 2 ** 40,
          created_at,
        };
        await writer.insertInto("links").values(row).execute();
        const stored = await writer
          .selectFrom("links")
          .selectAll()
          .where("code", "=", "numbers")
          .executeTakeFirstOrThrow();
        expect(stored).toEqual({ id: stored.id, ...row });
      });

      it("tells codes apart that differ in case only", async () => {
        const row = { url: "https://example.org/", owner: "o", clicks: 0, created_at: new Date() };
        const rows = ["abc", "ABC", "aBc"].map((code) => ({ ...row, code }));
        await writer.insertInto("links").values(rows).execute();
        const found = await writer.selectFrom("links").select("code").where("code", "=", "ABC").execute();
        expect(found).toEqual([{ code: "ABC" }]);
      });

      it("undoes a transaction that fails", async () => {
        const failing = writer.transaction().execute(async (transaction) => {
          await transaction
            .insertInto("counted_messages")
            .values({ id: "1", counted_at: new Date() })
            .execute();
          throw new Error("on purpose");
        });
        await expect(failing).rejects.toThrow("on purpose");
        expect(await writer.selectFrom("counted_messages").selectAll().execute()).toEqual([]);
      });
    });
  });
});
