import { afterEach, describe, expect, it, vi } from "vitest";
import { startApplication, Visitor } from "../../test/application.js";
import { serverBackends } from "../../test/databases.js";
import { silentLog } from "../../test/log.js";
import { measured } from "../../test/measured.js";
import { redisAvailable, redisConfig } from "../../test/stores.js";
import { TcpProxy } from "../../test/tcpProxy.js";
import { createRedisStore } from "../cache/redisStore.js";
import { rememberFailedWrites } from "../cache/rememberingStore.js";
import { openDatabase } from "../db/database.js";
import { migrate } from "../db/migrate.js";
import { Metrics } from "../metrics/metrics.js";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function startProxy(port: number): Promise<TcpProxy> {
  const proxy = await TcpProxy.start(port);
  cleanups.push(() => proxy.stop());
  return proxy;
}

describe.each(serverBackends)("W2/W5: outages on $name", (backend) => {
  describe.runIf(backend.available && redisAvailable)("when everything ran before", () => {
    async function start(variables: Record<string, string> = {}) {
      const config = await backend.create();
      const databaseProxy = await startProxy(config.port);
      const cacheProxy = await startProxy(redisConfig().port);
      const pool = { ...config.pool, connectTimeoutMs: 500, queryTimeoutMs: 500 };
      const database = await openDatabase(
        { ...config, port: databaseProxy.port, pool },
        { metrics: new Metrics(), log: silentLog },
      );
      cleanups.push(() => database.close());
      await migrate(database, silentLog);
      const store = await new Promise<ReturnType<typeof rememberFailedWrites>>((resolve) => {
        const onReady = (): void => {
          resolve(remembering);
        };
        const options = { metrics: new Metrics(), log: silentLog, onReady };
        const remembering = rememberFailedWrites(createRedisStore(redisConfig(cacheProxy.port), options));
      });
      cleanups.push(() => store.close());
      const queue = { up: true };
      const queueCheck = () => (queue.up ? Promise.resolve() : Promise.reject(new Error("queue away")));
      const application = await startApplication({ database, store, queueCheck, variables });
      cleanups.push(() => application.stop());
      const visitor = new Visitor(application.base);
      const ready = async () => {
        const response = await visitor.request("/readyz");
        const body = (await response.json()) as { status: string; checks: Record<string, string> };
        return { code: response.status, ...body };
      };
      return { application, databaseProxy, cacheProxy, store, queue, visitor, ready };
    }

    it("serves everything from the database while the cache is away, and uses the cache again afterwards", async () => {
      const { application, cacheProxy, store, visitor, ready } = await start();
      const before = await visitor.create("https://example.org/before");
      const deleted = await visitor.create("https://example.org/deleted");
      cacheProxy.mode = "refuse";
      await vi.waitFor(() => expect(store.check()).rejects.toThrow());

      expect((await visitor.request(`/l/${before.code}`)).headers.get("location")).toBe(
        "https://example.org/before",
      );
      const during = await visitor.create("https://example.org/during");
      expect((await visitor.request(`/l/${during.code}`)).status).toBe(302);
      expect((await visitor.request(`/api/links/${deleted.code}`, { method: "DELETE" })).status).toBe(204);
      expect((await visitor.request(`/l/${deleted.code}`)).status).toBe(404);
      const newcomer = new Visitor(application.base);
      const newcomers = await newcomer.create("https://example.org/newcomer");
      expect((await newcomer.request(`/api/links/${newcomers.code}`)).status).toBe(200);
      await vi.waitFor(async () => {
        const state = {
          code: 200,
          status: "degraded",
          checks: { database: "up", cache: "down", queue: "up" },
        };
        expect(await ready()).toEqual(state);
      }, 3000);

      cacheProxy.mode = "forward";
      await vi.waitFor(() => store.check(), 5000);
      await vi.waitFor(async () => expect(await ready()).toMatchObject({ code: 200, status: "up" }), 3000);
      // What was written meanwhile holds: the deleted link does not come back, sessions go on.
      expect((await visitor.request(`/l/${deleted.code}`)).status).toBe(404);
      expect((await visitor.request(`/api/links/${during.code}`)).status).toBe(200);
      expect((await newcomer.request(`/api/links/${newcomers.code}`)).status).toBe(200);
      measured(application.metrics);
      await visitor.request(`/l/${during.code}`);
      expect(measured(application.metrics)).toMatchObject({ CacheHits: 1 });
    });

    it("limits the rate of clients while the cache is away, and writes nothing about it but its log", async () => {
      const { application, cacheProxy, store, visitor } = await start({ RATE_LIMIT_PER_MINUTE: "3" });
      const written = vi.spyOn(console, "error");
      cacheProxy.mode = "refuse";
      await vi.waitFor(() => expect(store.check()).rejects.toThrow());
      const statuses: number[] = [];
      for (let request = 0; request < 5; request += 1)
        statuses.push((await visitor.request("/api/links")).status);
      expect(statuses).toEqual([200, 200, 200, 429, 429]);
      expect(written).not.toHaveBeenCalled();
      expect(application.lines.filter(({ msg }) => msg === "request failed")).toEqual([]);
    });

    it.each(["refuse", "hang"] as const)(
      "says 503 while the database is away (%s), still redirects from the cache, and recovers",
      async (mode) => {
        const { application, databaseProxy, visitor, ready } = await start();
        const cached = await visitor.create("https://example.org/");
        databaseProxy.mode = mode;

        const response = await visitor.request("/api/links");
        expect(response.status).toBe(503);
        expect(response.headers.get("retry-after")).toBe("5");
        expect(response.headers.get("content-type")).toContain("application/problem+json");
        expect((await visitor.request("/l/11111111")).status).toBe(503);
        expect((await visitor.request(`/l/${cached.code}`)).status).toBe(302);
        expect((await visitor.request("/")).status).toBe(200);
        expect((await visitor.request("/healthz")).status).toBe(200);
        await vi.waitFor(async () => {
          const state = { code: 503, status: "down", checks: { database: "down", cache: "up", queue: "up" } };
          expect(await ready()).toEqual(state);
        }, 3000);
        expect(measured(application.metrics)["ServerErrors"]).toBe(2);

        databaseProxy.mode = "forward";
        expect((await visitor.request("/api/links")).status).toBe(200);
        await vi.waitFor(async () => expect(await ready()).toMatchObject({ code: 200, status: "up" }), 3000);
      },
    );

    it("stays ready while the queue is away, and says so", async () => {
      const { queue, visitor, ready } = await start();
      const { code } = await visitor.create("https://example.org/");
      queue.up = false;
      expect(await ready()).toEqual({
        code: 200,
        status: "degraded",
        checks: { database: "up", cache: "up", queue: "down" },
      });
      expect((await visitor.request(`/l/${code}`)).status).toBe(302);
    });
  });
});
