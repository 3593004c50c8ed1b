import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@redis/client";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createTestLog } from "../../test/log.js";
import { startRedis } from "../../../tools/servers/redis.js";
import { redisAvailable, redisConfig } from "../../test/stores.js";
import { TcpProxy } from "../../test/tcpProxy.js";
import { Metrics } from "../metrics/metrics.js";
import type { KeyValueStore } from "./keyValueStore.js";
import { createRedisStore, type RedisStore } from "./redisStore.js";
import { rememberFailedWrites } from "./rememberingStore.js";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** What may happen in that many seconds: an attempt at once, then one a second. */
const mostAttempts = (seconds: number): number => seconds + 1;

/** The store as the service uses it, connected, with what it logs. */
async function open(
  port: number,
): Promise<{ redis: RedisStore; store: KeyValueStore; messages: () => unknown[] }> {
  const { log, lines } = createTestLog();
  const redis = await new Promise<RedisStore>((resolve) => {
    const made = createRedisStore(redisConfig(port), {
      metrics: new Metrics(),
      log,
      onReady: () => {
        resolve(made);
      },
    });
  });
  const store = rememberFailedWrites(redis);
  cleanups.push(() => store.close());
  return { redis, store, messages: () => lines.map(({ msg }) => msg) };
}

async function failover() {
  const server = await startRedis();
  cleanups.push(() => server.stop());
  const admin = createClient({ socket: { host: "127.0.0.1", port: server.port } });
  await admin.connect();
  cleanups.push(() => admin.close());
  const received = async (): Promise<number> =>
    Number(/total_connections_received:(\d+)/.exec(await admin.info("stats"))?.[1]);
  return {
    ...(await open(server.port)),
    admin,
    received,
    /** As a failover of ElastiCache does to the former primary: the server follows another one, and stays up. */
    demote: () => admin.sendCommand(["REPLICAOF", "127.0.0.1", "1"]),
    promote: () => admin.sendCommand(["REPLICAOF", "NO", "ONE"]),
  };
}

/** Each leads to one refused write; none of them is repeated by whoever wrote. */
const writes: readonly [string, (store: KeyValueStore) => Promise<unknown>][] = [
  ["a session or a link", (store) => store.set("key", "value", 60)],
  ["a link that was looked up", (store) => store.setIfAbsent("key", "value", 60)],
  ["a deleted link", (store) => store.delete("key")],
  ["a renewed session", (store) => store.touch("key", 60)],
  ["a counted request", (store) => store.hit("key", 60)],
];

describe.runIf(redisAvailable)("R2: a Redis that became read-only", () => {
  it.each(writes)(
    "leads to few connections and lines after %s, without further traffic",
    async (_what, write) => {
      const { store, received, demote, messages } = await failover();
      await store.set("key", "before", 60);
      await demote();
      const before = await received();
      await write(store).catch(() => undefined);
      await sleep(4000);
      expect(await received()).toBeLessThanOrEqual(before + mostAttempts(4));
      expect(messages().length).toBeLessThan(8);
    },
  );

  it("leads to few connections under traffic too, is still read, and uses little processor time", async () => {
    const { redis, store, received, demote, messages } = await failover();
    await store.set("read", "value", 60);
    await demote();
    const before = await received();
    const used = process.cpuUsage();
    const end = performance.now() + 5000;
    let asked = 0;
    let answered = 0;
    while (performance.now() < end) {
      await store.set(`key-${String(asked)}`, "value", 60);
      asked += 1;
      if ((await redis.get("read").catch(() => undefined)) === "value") answered += 1;
      await sleep(20);
    }
    const { user, system } = process.cpuUsage(used);
    expect(await received()).toBeLessThanOrEqual(before + mostAttempts(5));
    expect(messages().length).toBeLessThan(8);
    expect(answered).toBeGreaterThan(asked * 0.9);
    expect((user + system) / 5e6).toBeLessThan(0.35);
  });

  it("is written to again within seconds of taking writes, also what it refused", async () => {
    const { redis, store, demote, promote } = await failover();
    await store.set("key", "before", 60);
    await demote();
    await store.set("key", "meanwhile", 60);
    await sleep(2500);
    await promote();
    await vi.waitFor(async () => expect(await redis.get("key")).toBe("meanwhile"), {
      timeout: 5000,
      interval: 100,
    });
  });

  it("is left for the primary as soon as the name leads there", async () => {
    const { admin, demote } = await failover();
    const former = await startRedis();
    cleanups.push(() => former.stop());
    const proxy = await TcpProxy.start(Number(await admin.configGet("port").then(({ port }) => port)));
    cleanups.push(() => proxy.stop());
    const { store, redis } = await open(proxy.port);
    await demote();
    await store.set("key", "value", 60);
    proxy.target = former.port;
    await vi.waitFor(async () => expect(await redis.get("key")).toBe("value"), {
      timeout: 6000,
      interval: 100,
    });
  });
});

describe.runIf(redisAvailable)("R2: a Redis that keeps no connection", () => {
  it("is not connected to in a loop when it closes each connection as soon as it is made", async () => {
    const server = await startRedis();
    cleanups.push(() => server.stop());
    const proxy = await TcpProxy.start(server.port);
    cleanups.push(() => proxy.stop());
    const { store } = await open(proxy.port);
    const admin = createClient({ socket: { host: "127.0.0.1", port: server.port } });
    await admin.connect();
    cleanups.push(() => admin.close());
    const before = proxy.accepted;
    const end = performance.now() + 4000;
    while (performance.now() < end) {
      await admin.sendCommand(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
      await store.set("key", "value", 60);
      await sleep(10);
    }
    expect(proxy.accepted - before).toBeGreaterThan(0);
    expect(proxy.accepted - before).toBeLessThanOrEqual(mostAttempts(4));
  });
});
