import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { measured } from "../../test/measured.js";
import { Metrics } from "../metrics/metrics.js";
import { StoreUnavailableError, type KeyValueStore } from "./keyValueStore.js";
import { createMemoryStore } from "./memoryStore.js";
import { ReadThrough } from "./readThrough.js";

function setup(
  load: (key: string) => Promise<string | undefined>,
  store: KeyValueStore = createMemoryStore(),
) {
  const metrics = new Metrics();
  const loader = vi.fn(load);
  const urls = new ReadThrough({
    store,
    metrics,
    prefix: "p:",
    ttlSeconds: 300,
    absentTtlSeconds: 60,
    unknownTtlSeconds: 1,
    load: loader,
  });
  return { urls, loader, metrics, store };
}

const upper = (key: string): Promise<string | undefined> => Promise.resolve(key.toUpperCase());
const away = (): Promise<never> => Promise.reject(new StoreUnavailableError(new Error("away")));

describe("R2: ReadThrough", () => {
  it("loads a value once, then takes it from the cache", async () => {
    const { urls, loader, metrics } = setup(upper);
    expect(await urls.get("a")).toBe("A");
    expect(await urls.get("a")).toBe("A");
    expect(loader).toHaveBeenCalledTimes(1);
    expect(measured(metrics)).toMatchObject({ CacheHits: 1, CacheMisses: 1, CacheHitRatio: 50 });
  });

  it("reports no hit ratio when nothing was asked", () => {
    expect(measured(setup(upper).metrics)).not.toHaveProperty("CacheHitRatio");
  });

  it("remembers that there is no value", async () => {
    const { urls, loader } = setup(() => Promise.resolve(undefined));
    expect(await urls.get("a")).toBeUndefined();
    expect(await urls.get("a")).toBeUndefined();
    expect(loader).toHaveBeenCalledTimes(1);
  });

  it("remembers that for a moment, within a bound, and tells the cache nothing of it", async () => {
    const { urls, loader, store } = setup(() => Promise.resolve(undefined));
    const written = [vi.spyOn(store, "set"), vi.spyOn(store, "setIfAbsent")];
    for (let index = 0; index < 10_001; index += 1) await urls.get(String(index));
    expect(loader).toHaveBeenCalledTimes(10_001);
    await urls.get("0");
    expect(loader).toHaveBeenCalledTimes(10_002);
    await sleep(1100);
    await urls.get("10000");
    expect(loader).toHaveBeenCalledTimes(10_003);
    for (const write of written) expect(write).not.toHaveBeenCalled();
  });

  it("knows a value as soon as it is put, although there was none a moment ago", async () => {
    const { urls, store } = setup(() => Promise.resolve(undefined));
    expect(await urls.get("a")).toBeUndefined();
    await urls.put("a", "A");
    expect(await urls.get("a")).toBe("A");
    // Another process may put it.
    expect(await urls.get("b")).toBeUndefined();
    await store.set("p:b", "+B", 60);
    expect(await urls.get("b")).toBe("B");
  });

  it("tells what is cached without loading anything", async () => {
    const { urls, loader } = setup(upper);
    expect(await urls.cached("a")).toBeUndefined();
    expect(loader).not.toHaveBeenCalled();
    await urls.get("a");
    expect(await urls.cached("a")).toBe("A");
  });

  it("keeps an empty value apart from none", async () => {
    const { urls } = setup(() => Promise.resolve(""));
    expect(await urls.get("a")).toBe("");
    expect(await urls.get("a")).toBe("");
  });

  it("loads once for a thousand callers at the same time", async () => {
    const { urls, loader } = setup(async (key) => {
      await sleep(20);
      return key.toUpperCase();
    });
    const values = await Promise.all(Array.from({ length: 1000 }, () => urls.get("a")));
    expect(new Set(values)).toEqual(new Set(["A"]));
    expect(loader).toHaveBeenCalledTimes(1);
  });

  it("tells all callers of a load that fails, and tries again for the next", async () => {
    const { urls, loader } = setup(upper);
    loader.mockRejectedValueOnce(new Error("database away"));
    const failed = await Promise.allSettled([urls.get("a"), urls.get("a")]);
    expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await urls.get("a")).toBe("A");
  });

  it("loads every time while the cache is away", async () => {
    const { urls, loader } = setup(upper, { ...createMemoryStore(), get: away, setIfAbsent: away });
    expect(await urls.get("a")).toBe("A");
    expect(await urls.get("a")).toBe("A");
    expect(loader).toHaveBeenCalledTimes(2);
  });

  it("does not bring back a value that was deleted while it was loading", async () => {
    let finish: (value: string) => void = () => undefined;
    const { urls } = setup(() => new Promise((resolve) => (finish = resolve)));
    const loading = urls.get("a");
    await sleep(1);
    await urls.put("a", undefined);
    finish("old");
    await loading;
    await sleep(1);
    expect(await urls.get("a")).toBeUndefined();
  });

  it("does not let a caller after a change share a lookup from before it", async () => {
    let finish: (value: string) => void = () => undefined;
    const { urls } = setup(() => new Promise((resolve) => (finish = resolve)));
    const before = urls.get("a");
    await sleep(1);
    await urls.put("a", "new");
    expect(await urls.get("a")).toBe("new");
    finish("old");
    expect(await before).toBe("old");
  });

  it("spreads the expiry, so that not everything expires at once", async () => {
    const store = createMemoryStore();
    const set = vi.spyOn(store, "setIfAbsent");
    const { urls } = setup(upper, store);
    for (let index = 0; index < 100; index += 1) await urls.get(`key${String(index)}`);
    const times = set.mock.calls.map(([, , ttlSeconds]) => ttlSeconds);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(270);
    expect(Math.max(...times)).toBeLessThanOrEqual(330);
    expect(new Set(times).size).toBeGreaterThan(10);
  });
});
