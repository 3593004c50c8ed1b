import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@redis/client";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createTestLog } from "../../test/log.js";
import { measured } from "../../test/measured.js";
import { startRedis } from "../../../tools/servers/redis.js";
import { openRedis, redisAvailable, redisConfig } from "../../test/stores.js";
import { TcpProxy } from "../../test/tcpProxy.js";
import { Metrics } from "../metrics/metrics.js";
import { StoreUnavailableError } from "./keyValueStore.js";
import { createRedisStore } from "./redisStore.js";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe.runIf(redisAvailable)("Redis store", () => {
  async function behindProxy() {
    const proxy = await TcpProxy.start(redisConfig().port);
    const metrics = new Metrics();
    const store = await openRedis(redisConfig(proxy.port), { metrics });
    cleanups.push(
      () => store.close(),
      () => proxy.stop(),
    );
    return { proxy, metrics, store };
  }

  it("rejects at once while Redis is away, and works again without a restart", async () => {
    const { proxy, metrics, store } = await behindProxy();
    proxy.mode = "refuse";
    await vi.waitFor(() => expect(store.check()).rejects.toBeInstanceOf(StoreUnavailableError));
    const started = performance.now();
    await expect(store.get("key")).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(performance.now() - started).toBeLessThan(50);
    expect(measured(metrics)["CacheErrors"]).toBeGreaterThanOrEqual(2);
    proxy.mode = "forward";
    await vi.waitFor(() => store.check(), { timeout: 5000 });
  });

  it("waits half a second for a Redis that hangs, then leaves it alone for a moment", async () => {
    const { proxy, store } = await behindProxy();
    proxy.mode = "hang";
    const started = performance.now();
    await expect(store.get("key")).rejects.toThrow("no answer from Redis within 500 ms");
    const first = performance.now() - started;
    await expect(store.get("key")).rejects.toThrow("did not answer in time a moment ago");
    expect(first).toBeLessThan(900);
    expect(performance.now() - started - first).toBeLessThan(50);
    proxy.mode = "refuse";
    proxy.mode = "forward";
    await vi.waitFor(() => store.check(), { timeout: 5000 });
  });

  it("connects anew when the other end has vanished without a word", async () => {
    const { proxy, store } = await behindProxy();
    proxy.loseConnections();
    await expect(store.check()).rejects.toThrow("no answer from Redis within 500 ms");
    await vi.waitFor(() => store.check(), { timeout: 10_000, interval: 100 });
  });

  it("keeps its connection through one slow moment, whatever the number of commands in it", async () => {
    const server = await startRedis();
    cleanups.push(() => server.stop());
    const proxy = await TcpProxy.start(server.port);
    cleanups.push(() => proxy.stop());
    const store = await openRedis(redisConfig(proxy.port));
    cleanups.push(() => store.close());
    const admin = createClient({ socket: { host: "127.0.0.1", port: server.port } });
    await admin.connect();
    cleanups.push(() => admin.close());
    await admin.sendCommand(["CLIENT", "PAUSE", "800"]);
    const asked = await Promise.allSettled(Array.from({ length: 10 }, () => store.get("key")));
    expect(asked.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => "rejected"));
    await vi.waitFor(() => store.check(), { timeout: 5000 });
    expect(proxy.accepted).toBe(1);
  });

  it("ends although Redis no longer answers", async () => {
    const { proxy, store } = await behindProxy();
    proxy.mode = "hang";
    await expect(store.get("key")).rejects.toThrow("no answer from Redis");
    await store.close();
  });

  it("logs an outage once, not once per request", async () => {
    const { log, lines } = createTestLog();
    const store = createRedisStore(redisConfig(1), { metrics: new Metrics(), log });
    cleanups.push(() => store.close());
    for (let request = 0; request < 20; request += 1) await store.get("key").catch(() => undefined);
    await sleep(500);
    expect(lines.filter(({ msg }) => msg === "a Redis command failed")).toHaveLength(1);
    expect(lines.filter(({ msg }) => String(msg).startsWith("Redis is not available"))).toHaveLength(1);
  });

  it("connects with an auth token", async () => {
    const server = await startRedis({ password: "token" });
    cleanups.push(() => server.stop());
    const store = await openRedis({ ...redisConfig(server.port), authToken: "token" });
    cleanups.push(() => store.close());
    await expect(store.check()).resolves.toBeUndefined();
  });

  it("says that it is of no use once its token was rejected for long, until one is accepted again", async () => {
    const server = await startRedis({ password: "old" });
    cleanups.push(() => server.stop());
    const proxy = await TcpProxy.start(server.port);
    cleanups.push(() => proxy.stop());
    const store = await openRedis({ ...redisConfig(proxy.port), authToken: "old" });
    cleanups.push(() => store.close());
    const admin = createClient({ socket: { host: "127.0.0.1", port: server.port }, password: "old" });
    await admin.connect();
    cleanups.push(() => admin.close());

    await admin.sendCommand(["CONFIG", "SET", "requirepass", "new"]);
    await store.check();
    proxy.mode = "refuse";
    await sleep(400);
    expect(store.broken()).toBeUndefined();
    proxy.mode = "forward";
    await vi.waitFor(
      () => {
        expect(store.broken()).toBe("Redis rejects the credentials of this process");
      },
      { timeout: 5000 },
    );

    await admin.sendCommand(["CONFIG", "SET", "requirepass", "old"]);
    await vi.waitFor(() => store.check(), { timeout: 5000 });
    expect(store.broken()).toBeUndefined();
  });

  it("needs a token where Redis asks for one", async () => {
    const server = await startRedis({ password: "token" });
    cleanups.push(() => server.stop());
    const store = createRedisStore(redisConfig(server.port), {
      metrics: new Metrics(),
      log: createTestLog().log,
    });
    cleanups.push(() => store.close());
    await vi.waitFor(
      () => {
        expect(store.broken()).toBe("Redis rejects the credentials of this process");
      },
      { timeout: 5000 },
    );
  });

  it("speaks TLS when it is told to", async () => {
    const proxy = await TcpProxy.start(redisConfig().port);
    cleanups.push(() => proxy.stop());
    const first: number[] = [];
    proxy.intercept = (data) => {
      first.push(data[0] ?? 0);
      return false;
    };
    const store = createRedisStore(
      { ...redisConfig(proxy.port), tls: true },
      { metrics: new Metrics(), log: createTestLog().log },
    );
    cleanups.push(() => store.close());
    // 22: the content type of a TLS handshake.
    await vi.waitFor(() => {
      expect(first[0]).toBe(22);
    });
  });
});
