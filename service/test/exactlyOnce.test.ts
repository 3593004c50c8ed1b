import { setTimeout as sleep } from "node:timers/promises";
import { sql, type Kysely } from "kysely";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openDatabase, type Database } from "../src/db/database.js";
import { migrate } from "../src/db/migrate.js";
import type { Schema } from "../src/db/schema.js";
import { Metrics } from "../src/metrics/metrics.js";
import { createSqsQueue } from "../src/queue/sqsQueue.js";
import { encodeClicks } from "../src/clicks/clickMessage.js";
import { serverBackends } from "./databases.js";
import { silentLog } from "./log.js";
import { ServiceProcess } from "./process.js";
import { awsVariables, createSqs, region, sqsAvailable } from "./queues.js";
import { TcpProxy } from "./tcpProxy.js";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const visibilityTimeoutSeconds = 2;
const code = "abcdefgh";

describe.each(serverBackends)("W3: clicks are counted exactly once on $name", (backend) => {
  describe.runIf(backend.available && sqsAvailable)("with a queue that delivers at least once", () => {
    async function setup() {
      const config = await backend.create();
      const database = await openDatabase(config, { metrics: new Metrics(), log: silentLog });
      cleanups.push(() => database.close());
      await migrate(database, silentLog);
      const row = { code, url: "https://example.org/", owner: "o", clicks: 0, created_at: new Date() };
      await database.writer.insertInto("links").values(row).execute();

      const url = await createSqs(300);
      const proxy = await TcpProxy.start(Number(new URL(awsVariables.AWS_ENDPOINT_URL).port));
      cleanups.push(() => proxy.stop());
      const queue = createSqsQueue({ url, region, visibilityTimeoutSeconds });
      cleanups.push(() => queue.close());
      const variables = {
        ...awsVariables,
        AWS_ENDPOINT_URL: `http://127.0.0.1:${String(proxy.port)}`,
        QUEUE_URL: url.href,
        QUEUE_VISIBILITY_TIMEOUT_SECONDS: String(visibilityTimeoutSeconds),
        DB_ENGINE: config.engine,
        DB_HOST: config.host,
        DB_PORT: String(config.port),
        DB_NAME: config.name,
        DB_USERNAME: config.username,
        DB_PASSWORD: config.password,
        DB_TLS: "off",
      };
      const start = (command: string): ServiceProcess => {
        const service = ServiceProcess.start([command], { ...variables, CLICK_FLUSH_INTERVAL_MS: "100" });
        cleanups.push(() => service.kill());
        return service;
      };
      const clicks = () => clicksOf(database.writer);
      /** Resolves once a request with this action reached the proxy; it is kept from the queue. */
      const hold = (action: string): Promise<void> =>
        new Promise((resolve) => {
          proxy.intercept = (data) => {
            if (!data.toString("latin1").includes(action)) return true;
            resolve();
            return false;
          };
        });
      const release = (): void => {
        proxy.intercept = () => true;
      };
      return { database, queue, start, clicks, hold, release };
    }

    const message = (clicks: number) => {
      const id = crypto.randomUUID();
      return { id, body: encodeClicks({ id, clicks: { [code]: clicks } }) };
    };

    it("when a worker is killed after it counted and before it deleted", async () => {
      const { queue, start, clicks, hold, release } = await setup();
      await queue.send([message(2), message(3)]);
      const deleting = hold("DeleteMessageBatch");
      const first = start("worker");
      await deleting;
      await first.kill();
      expect(await clicks()).toBe(5);
      release();

      const second = start("worker");
      await second.line(/^listening/);
      // Delivered again, recognized, and deleted: after another visibility timeout there is nothing left.
      await sleep((visibilityTimeoutSeconds + 1) * 1000);
      second.signal("SIGTERM");
      expect(await second.exit).toBe(0);
      const metrics = second.lines.find(({ msg }) => msg === "metrics");
      expect(metrics).toMatchObject({ ClickMessagesDuplicate: 2, MessagesHandled: 0 });
      expect(await clicks()).toBe(5);
      await sleep(visibilityTimeoutSeconds * 1000);
      expect(await queue.receive(AbortSignal.timeout(500))).toEqual([]);
    });

    it("when a worker is killed while it counts", async () => {
      const { database, queue, start, clicks } = await setup();
      await database.writer.transaction().execute(async (transaction) => {
        // The row is locked: the worker has recorded the message and waits to add the clicks.
        await transaction.selectFrom("links").select("id").where("code", "=", code).forUpdate().execute();
        await queue.send([message(4)]);
        const first = start("worker");
        await first.line(/^listening/);
        await vi.waitFor(async () => expect(await waiting(database)).toBe(1), {
          timeout: 10_000,
          interval: 50,
        });
        await first.kill();
      });
      start("worker");
      await vi.waitFor(async () => expect(await clicks()).toBe(4), { timeout: 10_000, interval: 100 });
    });

    it("when the answer to sending is lost, and the queue then holds the clicks twice", async () => {
      const { queue, start, clicks } = await setup();
      const twice = message(7);
      await queue.send([twice]);
      await queue.send([twice]);
      const worker = start("worker");
      await vi.waitFor(async () => expect(await clicks()).toBe(7), { timeout: 10_000, interval: 100 });
      await sleep(500);
      worker.signal("SIGTERM");
      await worker.exit;
      expect(await clicks()).toBe(7);
    });

    it("when the queue is away for a while, and the process is then stopped", async () => {
      const { start, clicks, hold, release } = await setup();
      const web = start("web");
      const worker = start("worker");
      const base = await web.url();
      const redirect = async (): Promise<void> => {
        const answer = await fetch(`${base}/l/${code}`, { redirect: "manual" });
        expect(answer.status).toBe(302);
      };
      void hold("SendMessageBatch");
      for (let click = 0; click < 20; click += 1) await redirect();
      await sleep(300);
      release();
      await redirect();
      web.signal("SIGTERM");
      expect(await web.exit).toBe(0);
      await vi.waitFor(async () => expect(await clicks()).toBe(21), { timeout: 15_000, interval: 100 });
      worker.signal("SIGTERM");
      expect(await worker.exit).toBe(0);
    });
  });
});

async function clicksOf(db: Kysely<Schema>): Promise<number> {
  const { clicks } = await db.selectFrom("links").select("clicks").executeTakeFirstOrThrow();
  return clicks;
}

/** Statements of other connections that wait for a row. */
async function waiting({ dialect, writer }: Database): Promise<number> {
  const statement =
    dialect === "postgres"
      ? sql<{ count: number }>`select count(*) as count from pg_stat_activity
          where wait_event_type = 'Lock' and datname = current_database()`
      : sql<{ count: number }>`select count(*) as count from information_schema.processlist
          where db = database() and info like '%for update%' and id <> connection_id()`;
  const { rows } = await statement.execute(writer);
  return rows[0]?.count ?? 0;
}
