import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { backends, openMigrated } from "../../test/databases.js";
import { createTestLog } from "../../test/log.js";
import { measured } from "../../test/measured.js";
import type { Database } from "../db/database.js";
import { DatabaseUnavailableError } from "../db/errors.js";
import { Metrics } from "../metrics/metrics.js";
import { createMemoryQueue } from "../queue/memoryQueue.js";
import { encodeClicks } from "./clickMessage.js";
import { ClickWorker } from "./clickWorker.js";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const send = (clicks: Record<string, number>) => ({
  id: "1",
  body: encodeClicks({ id: randomUUID(), clicks }),
});

/** A worker on the first database that is available as a server, otherwise on the embedded one. */
async function setup(change: (database: Database) => Database = (database) => database) {
  const backend = backends.find(({ name, available }) => available && name !== "PGlite") ?? backends[0];
  if (backend === undefined) throw new Error("no database");
  const database = await openMigrated(backend);
  cleanups.push(() => database.close());
  const row = { code: "a", url: "https://example.org/", owner: "o", clicks: 0, created_at: new Date() };
  await database.writer.insertInto("links").values(row).execute();
  const queue = createMemoryQueue({ visibilityTimeoutMs: 300, waitMs: 1000 });
  const metrics = new Metrics();
  const { log, lines } = createTestLog();
  const start = () => {
    const worker = new ClickWorker({ queue, database: change(database), metrics, log });
    cleanups.push(() => worker.stop());
    return worker;
  };
  const clicks = async (): Promise<number> =>
    (await database.writer.selectFrom("links").select("clicks").executeTakeFirstOrThrow()).clicks;
  return { queue, metrics, lines, start, clicks };
}

describe("W3: ClickWorker", () => {
  it("counts what is in the queue, and deletes it", async () => {
    const { queue, start, clicks, metrics } = await setup();
    const deleted = vi.spyOn(queue, "delete");
    await queue.send([send({ a: 2 }), send({ a: 3 })]);
    start();
    await vi.waitFor(async () => {
      expect(await clicks()).toBe(5);
      expect(deleted).toHaveBeenCalledTimes(1);
    });
    expect(measured(metrics)).toMatchObject({ MessagesHandled: 5, ClickMessagesDuplicate: 0 });
  });

  it("counts a message once although deleting it fails and it is delivered again", async () => {
    const { queue, start, clicks, metrics } = await setup();
    const deleted = vi.spyOn(queue, "delete").mockRejectedValueOnce(new Error("queue away"));
    await queue.send([send({ a: 2 })]);
    start();
    await vi.waitFor(
      () => {
        expect(deleted).toHaveBeenCalledTimes(2);
      },
      { timeout: 5000 },
    );
    expect(await clicks()).toBe(2);
    expect(measured(metrics)).toMatchObject({ MessagesHandled: 2, ClickMessagesDuplicate: 1 });
  });

  it("takes no messages while the database is away: each delivery brings one nearer to the dead letters", async () => {
    let away = true;
    const unavailable = () => Promise.reject(new DatabaseUnavailableError(new Error("away")));
    const { queue, start, clicks, lines, metrics } = await setup((database) => ({
      ...database,
      check: () => (away ? unavailable() : database.check()),
      get writer() {
        if (away) throw new DatabaseUnavailableError(new Error("away"));
        return database.writer;
      },
    }));
    const received = vi.spyOn(queue, "receive");
    await queue.send([send({ a: 1 })]);
    start();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(received).toHaveBeenCalledTimes(0);
    expect(measured(metrics)["MessageFailures"]).toBeGreaterThanOrEqual(2);
    expect(lines.filter(({ msg }) => msg === "clicks cannot be counted; trying again")).toHaveLength(1);
    away = false;
    await vi.waitFor(
      async () => {
        expect(await clicks()).toBe(1);
      },
      { timeout: 5000 },
    );
  });

  it("takes no more messages once the database went away or read-only after the start, and goes on when it is back", async () => {
    let state: "there" | "away" | "read-only" = "there";
    const unavailable = new DatabaseUnavailableError(new Error("away"));
    const { queue, start, clicks, lines } = await setup((database) => ({
      ...database,
      check: () => {
        if (state === "away") return Promise.reject(unavailable);
        return state === "there" ? database.check() : Promise.resolve("reads");
      },
      get writer() {
        if (state !== "there") throw unavailable;
        return database.writer;
      },
    }));
    await queue.send([send({ a: 1 })]);
    start();
    await vi.waitFor(async () => {
      expect(await clicks()).toBe(1);
    });

    const received = vi.spyOn(queue, "receive");
    state = "away";
    await queue.send([send({ a: 1 })]);
    await vi.waitFor(() => {
      expect(lines.map(({ msg }) => msg)).toContain("clicks cannot be counted; trying again");
    });
    const before = received.mock.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 1200));
    state = "read-only";
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(received).toHaveBeenCalledTimes(before);

    state = "there";
    await vi.waitFor(
      async () => {
        expect(await clicks()).toBe(2);
      },
      { timeout: 10_000 },
    );
  });

  it("leaves messages that are no clicks to the dead letters, and counts the others", async () => {
    const { queue, start, clicks, metrics } = await setup();
    const deleted = vi.spyOn(queue, "delete");
    await queue.send([{ id: "1", body: "nonsense" }, send({ a: 1 })]);
    start();
    await vi.waitFor(async () => {
      expect(await clicks()).toBe(1);
    });
    await vi.waitFor(() => {
      expect(deleted).toHaveBeenCalledTimes(1);
    });
    expect(deleted.mock.calls[0]?.[0]).toHaveLength(1);
    expect(measured(metrics)["MessagesInvalid"]).toBeGreaterThanOrEqual(1);
  });

  it("empties the queue before it ends, when nobody else can", async () => {
    const { queue, start, clicks } = await setup();
    const worker = start();
    for (let index = 0; index < 25; index += 1) await queue.send([send({ a: 1 })]);
    await worker.drain();
    expect(await clicks()).toBe(25);
  });
});
