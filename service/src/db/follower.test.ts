import { setTimeout as sleep } from "node:timers/promises";
import { createConnection } from "mysql2/promise";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { startApplication, Visitor } from "../../test/application.js";
import { serverBackends } from "../../test/databases.js";
import { createTestLog, silentLog } from "../../test/log.js";
import { startFollower, type Follower } from "../../../tools/servers/follower.js";
import { startMariadb } from "../../../tools/servers/mariadb.js";
import { serverPassword } from "../../../tools/servers/postgres.js";
import { ClickWorker } from "../clicks/clickWorker.js";
import type { Config, ServerDatabaseConfig } from "../config/config.js";
import { Metrics } from "../metrics/metrics.js";
import { createMemoryQueue } from "../queue/memoryQueue.js";
import { migrate as migrateRole } from "../roles/migrate.js";
import { openDatabase, type Database } from "./database.js";
import { migrate } from "./migrate.js";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function connect(config: ServerDatabaseConfig): Promise<Database> {
  const database = await openDatabase(config, { metrics: new Metrics(), log: silentLog });
  cleanups.push(() => database.close());
  return database;
}

async function start(database: Database) {
  const application = await startApplication({ database });
  cleanups.push(() => application.stop());
  const visitor = new Visitor(application.base);
  const status = async (path: string) => {
    const response = await visitor.request(path);
    return [response.status, ((await response.json()) as { status: string }).status];
  };
  return { visitor, status };
}

/** The migration command on a database, with waits for a test; its exit code and what it logged. */
async function runMigration(database: ServerDatabaseConfig, follower = 300) {
  const { log, lines } = createTestLog();
  try {
    await migrateRole({ database } as Config, log, { follower, available: 300, pause: 50 });
    return { code: process.exitCode ?? 0, messages: lines.map(({ msg }) => msg) };
  } finally {
    process.exitCode = undefined;
  }
}

/** Reads work, writes don't, and nothing is lost meanwhile. */
async function expectReadsOnly(database: Database, code: string): Promise<void> {
  await expect(database.check()).resolves.toBe("reads");
  await expect(database.takesWrites()).resolves.toBe(false);
  const { visitor, status } = await start(database);
  expect(await status("/readyz")).toEqual([200, "read-only"]);
  expect(await status("/readyz/writes")).toEqual([503, "read-only"]);
  expect((await visitor.request("/healthz")).status).toBe(200);
  expect((await visitor.request(`/l/${code}`)).status).toBe(302);
  const refused = await visitor.request("/api/links", {
    method: "POST",
    json: { url: "https://example.org/" },
  });
  expect([refused.status, refused.headers.get("Retry-After")]).toEqual([503, "5"]);

  const queue = createMemoryQueue({ visibilityTimeoutMs: 1000, waitMs: 50 });
  const received = vi.spyOn(queue, "receive");
  const { log, lines } = createTestLog();
  const worker = new ClickWorker({ queue, database, metrics: new Metrics(), log });
  await vi.waitFor(() => {
    expect(JSON.stringify(lines)).toContain("the database takes no writes");
  });
  await worker.stop();
  expect(received).not.toHaveBeenCalled();
}

async function link(database: Database, code: string): Promise<void> {
  const row = { code, url: "https://example.org/", owner: "o", clicks: 0, created_at: new Date() };
  await database.writer.insertInto("links").values(row).execute();
}

const { postgres, mariadb } = inject("servers");
const [postgresBackend, mariadbBackend] = serverBackends;

describe.runIf(postgres !== undefined)("W5/X2: a PostgreSQL replica", () => {
  let follower: Follower;
  beforeAll(async () => {
    follower = await startFollower(postgres?.port ?? 0);
  }, 60_000);
  afterAll(() => follower.stop());

  const both = async () => {
    if (postgresBackend === undefined) throw new Error("no backend");
    const source = await postgresBackend.create();
    const replica = { ...source, port: follower.port };
    return { source, replica };
  };

  it("is not migrated: its schema is waited for, in vain where it does not come", async () => {
    const { source, replica } = await both();
    await vi.waitFor(() => connect(replica).then((database) => database.takesWrites()), { timeout: 5000 });

    expect(await runMigration(replica)).toMatchObject({ code: 1 });

    const waiting = runMigration(replica, 30_000);
    await sleep(100);
    await migrate(await connect(source), silentLog);
    const { code, messages } = await waiting;
    expect(code).toBe(0);
    expect(messages.at(-1)).toBe("nothing to migrate: the database is read-only here, and has the schema");
  }, 60_000);

  it("serves reads, and writes once it is promoted, without a restart", async () => {
    const { source, replica } = await both();
    const writer = await connect(source);
    await migrate(writer, silentLog);
    await link(writer, "fromwrtr");
    const database = await connect(replica);
    await vi.waitFor(
      async () => {
        expect(await database.reader.selectFrom("links").select("code").execute()).toHaveLength(1);
      },
      { timeout: 5000 },
    );
    await expectReadsOnly(database, "fromwrtr");

    // As in a secondary region of an Aurora global database: the writer's name leads nowhere.
    const secondary = await connect({ ...replica, host: "writer.invalid", readerHost: replica.host });
    await expectReadsOnly(secondary, "fromwrtr");

    follower.promote();
    const { visitor, status } = await start(database);
    expect(await status("/readyz/writes")).toEqual([200, "up"]);
    await visitor.create("https://example.org/after");
  }, 60_000);
});

describe.runIf(mariadb !== undefined)("W5/X2: a read-only MariaDB", () => {
  it("serves reads, and writes once it takes them, without a restart", async () => {
    // One of its own: the setting is the whole server's.
    const server = await startMariadb();
    cleanups.push(() => server.stop());
    const { port } = server;
    const admin = await createConnection({
      host: "127.0.0.1",
      port,
      user: "admin",
      password: serverPassword,
    });
    cleanups.push(() => admin.end());
    await admin.query("create database webapp character set utf8mb4");
    await admin.query(`create user app@'127.0.0.1' identified by '${serverPassword}'`);
    await admin.query("grant all on webapp.* to app@'127.0.0.1'");
    const shared = await mariadbBackend?.create();
    if (shared === undefined) throw new Error("no backend");
    const config = { ...shared, port, name: "webapp", username: "app" };
    const database = await connect(config);
    await migrate(database, silentLog);
    await link(database, "fromwrtr");

    await admin.query("set global read_only = 1");
    await expectReadsOnly(database, "fromwrtr");
    expect(await runMigration(config)).toMatchObject({ code: 0 });

    await admin.query("set global read_only = 0");
    expect(await (await start(database)).status("/readyz/writes")).toEqual([200, "up"]);
  }, 60_000);
});
