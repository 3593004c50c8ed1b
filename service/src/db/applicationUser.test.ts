import { sql } from "kysely";
import { afterEach, describe, expect, it } from "vitest";
import { serverBackends } from "../../test/databases.js";
import { createTestLog, silentLog } from "../../test/log.js";
import type { Config, ServerDatabaseConfig } from "../config/config.js";
import { Metrics } from "../metrics/metrics.js";
import { migrate as migrateRole } from "../roles/migrate.js";
import { ensureApplicationUser } from "./applicationUser.js";
import { openDatabase, type Database } from "./database.js";
import { migrate } from "./migrate.js";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function connect(config: ServerDatabaseConfig): Promise<Database> {
  const database = await openDatabase(config, { metrics: new Metrics(), log: silentLog });
  cleanups.push(() => database.close());
  return database;
}

const run = (database: Database, statement: string) => sql.raw(statement).execute(database.writer);

describe.each(serverBackends)("the application's user on $name", (backend) => {
  describe.runIf(backend.available)("when it runs", () => {
    /** A database whose owner may create users, as the master user of RDS may, and a login that does not exist yet. */
    async function given() {
      const owned = await backend.create();
      await backend.admin(
        owned.engine === "postgres"
          ? `alter role ${owned.username} createrole`
          : `grant all on *.* to ${owned.username}@'127.0.0.1' with grant option`,
      );
      const { username, password, secretArn } = owned;
      const application = { ...owned, username: `${username}_app`, password: "the first password" };
      return { ...application, master: { username, password, secretArn } };
    }

    async function runMigrate(database: ServerDatabaseConfig) {
      const { log, lines } = createTestLog();
      try {
        await migrateRole({ database } as Config, log, { available: 300, pause: 50 });
        return { code: process.exitCode ?? 0, messages: lines.map(({ msg }) => msg) };
      } finally {
        process.exitCode = undefined;
      }
    }

    it("is created by the migration, once, and the service has what it needs", async () => {
      const config = await given();

      const first = await runMigrate(config);
      const second = await runMigrate(config);

      expect([first.code, second.code]).toEqual([0, 0]);
      expect(first.messages).toContain("the user of the application was created");
      expect(second.messages).not.toContain("the user of the application was created");
      const application = await connect(config);
      await expect(application.check()).resolves.toBe("writes");
      const row = { code: "abc", url: "https://example.org/", owner: "o", clicks: 0, created_at: new Date() };
      await application.writer.insertInto("links").values(row).execute();
      await application.writer.updateTable("links").set({ clicks: 1 }).execute();
      await expect(application.reader.selectFrom("links").select("clicks").execute()).resolves.toEqual([
        { clicks: 1 },
      ]);
      await application.writer.deleteFrom("links").execute();
    });

    it.each([
      "create table more (id int)",
      "drop table links",
      "alter table links add column more int",
      "delete from schema_migrations",
      "insert into schema_migrations (name, timestamp) values ('9999', '')",
      "update schema_migrations_lock set is_locked = 1",
      "create user somebody",
    ])("may not: %s", async (statement) => {
      const config = await given();
      await runMigrate(config);
      await expect(run(await connect(config), statement)).rejects.toThrow(/denied|must be owner|permission/);
    });

    it("gets rights to the tables of a later migration", async () => {
      const config = await given();
      await runMigrate(config);
      const owner = await connect({ ...config, ...config.master });
      await run(owner, "create table later (id int)");

      await runMigrate(config);

      await expect(run(await connect(config), "insert into later values (1)")).resolves.toBeDefined();
    });

    it("keeps the password that a rotation has set, where the secret follows within the time of a rotation", async () => {
      const config = await given();
      await runMigrate(config);
      const owner = await connect({ ...config, ...config.master });
      const { username } = config;
      const host = config.engine === "postgres" ? "" : "@'%'";
      const set = config.engine === "postgres" ? "password" : "identified by";
      await run(
        owner,
        `alter ${config.engine === "postgres" ? "role" : "user"} ${username}${host} ${set} 'rotated'`,
      );
      let password = config.password;
      let tried = 0;
      const signIn = async () => {
        tried += 1;
        if (tried === 3) password = "rotated";
        const application = await openDatabase(
          { ...config, password },
          { metrics: new Metrics(), log: silentLog },
        );
        await run(application, "select 1").finally(() => application.close());
      };
      const login = () => Promise.resolve({ username, password });
      const options = { database: owner, name: config.name, login, signIn, pauseMs: 10 };

      await ensureApplicationUser({ ...options, log: silentLog, patienceMs: 5000 });

      await expect(
        connect({ ...config, password: "rotated" }).then((one) => run(one, "select 1")),
      ).resolves.toBeDefined();
    });

    it("gets the secret's password where the database has refused it for longer", async () => {
      const config = await given();
      const owner = await connect({ ...config, ...config.master });
      await migrate(owner, silentLog);
      const { username } = config;
      const { log, lines } = createTestLog();
      const options = (password: string) => ({
        database: owner,
        name: config.name,
        login: () => Promise.resolve({ username, password }),
        signIn: async () => {
          const application = await openDatabase(
            { ...config, password },
            { metrics: new Metrics(), log: silentLog },
          );
          await run(application, "select 1").finally(() => application.close());
        },
        log,
        patienceMs: 30,
        pauseMs: 10,
      });
      await ensureApplicationUser(options("one that nobody knows"));

      await ensureApplicationUser(options("the one of the secret"));

      expect(lines.map(({ msg }) => msg)).toContain(
        "the password of the application's user was set: it was not its secret's",
      );
      await expect(
        connect({ ...config, password: "the one of the secret" }).then((one) => run(one, "select 1")),
      ).resolves.toBeDefined();
    });
  });
});
