import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { StoreUnavailableError, type KeyValueStore } from "./keyValueStore.js";
import { createMemoryStore } from "./memoryStore.js";
import { rememberFailedWrites } from "./rememberingStore.js";

/** A store that can be switched off. */
function setup() {
  const inner = createMemoryStore();
  const state = { away: false };
  const proxy = new Proxy(inner, {
    get: (target, name: keyof KeyValueStore) => {
      const operation = target[name].bind(target) as (...args: unknown[]) => Promise<unknown>;
      return (...args: unknown[]) =>
        state.away ? Promise.reject(new StoreUnavailableError(new Error("away"))) : operation(...args);
    },
  });
  return { inner, state, store: rememberFailedWrites(proxy) };
}

describe("rememberFailedWrites", () => {
  it("passes everything on while the store is there", async () => {
    const { inner, store } = setup();
    await store.set("key", "value", 60);
    expect(await inner.get("key")).toBe("value");
    await store.delete("key");
    expect(await inner.get("key")).toBeUndefined();
  });

  it("reads what it was told meanwhile, and rejects for all other keys", async () => {
    const { state, store } = setup();
    state.away = true;
    await store.set("set", "value", 60);
    await store.delete("deleted");
    expect(await store.get("set")).toBe("value");
    expect(await store.get("deleted")).toBeUndefined();
    await expect(store.get("other")).rejects.toBeInstanceOf(StoreUnavailableError);
  });

  it("makes up for the failed writes", async () => {
    const { inner, state, store } = setup();
    await store.set("deleted", "stale", 60);
    state.away = true;
    await store.set("set", "value", 60);
    await store.delete("deleted");
    state.away = false;
    await store.replay();
    expect(await inner.get("set")).toBe("value");
    expect(await inner.get("deleted")).toBeUndefined();
  });

  it("keeps remembering when making up fails", async () => {
    const { inner, state, store } = setup();
    state.away = true;
    await store.set("key", "value", 60);
    await store.replay();
    state.away = false;
    await store.replay();
    expect(await inner.get("key")).toBe("value");
  });

  it("does not make up for a write whose time is over, or that a later one replaced", async () => {
    const { inner, state, store } = setup();
    state.away = true;
    await store.set("expired", "value", 0);
    await store.set("replaced", "old", 60);
    state.away = false;
    await store.set("replaced", "new", 60);
    await store.replay();
    expect(await inner.get("expired")).toBeUndefined();
    expect(await inner.get("replaced")).toBe("new");
  });

  it("makes up for the failed writes by itself, soon after the store answers again", async () => {
    const { inner, state, store } = setup();
    await store.set("deleted", "stale", 60);
    state.away = true;
    await store.set("set", "value", 60);
    await store.delete("deleted");
    await sleep(1200);
    state.away = false;
    await vi.waitFor(
      async () => {
        expect(await inner.get("set")).toBe("value");
        expect(await inner.get("deleted")).toBeUndefined();
      },
      { timeout: 3000 },
    );
    // Nothing is remembered any more: it is the store that is read.
    await inner.set("set", "newer", 60);
    expect(await store.get("set")).toBe("newer");
    await store.close();
  });

  it("caches a key again whose remembered value was over before the store answered", async () => {
    const { inner, state, store } = setup();
    await store.set("key", "older", 60);
    state.away = true;
    await store.set("key", "value", 1);
    await sleep(1100);
    expect(await store.get("key")).toBeUndefined();
    state.away = false;
    await store.replay();
    expect(await inner.get("key")).toBeUndefined();
    await store.setIfAbsent("key", "newer", 60);
    expect(await store.get("key")).toBe("newer");
  });

  it("gives up making up at the first failure: the store is asked once, not for every key", async () => {
    const { inner, state, store } = setup();
    state.away = true;
    for (const key of ["a", "b", "c"]) await store.set(key, "value", 60);
    state.away = false;
    const asked = vi.spyOn(inner, "set").mockRejectedValue(new StoreUnavailableError(new Error("away")));
    await store.replay();
    expect(asked).toHaveBeenCalledTimes(1);
    await store.close();
  });

  it("does not make up with what a newer write replaced meanwhile", async () => {
    const { inner, state, store } = setup();
    state.away = true;
    for (const key of ["a", "b"]) await store.set(key, "old", 60);
    state.away = false;
    const making = store.replay();
    await store.set("b", "new", 60);
    await making;
    expect(await inner.get("b")).toBe("new");
  });

  it("does not let a value be set if absent over one that is remembered as deleted", async () => {
    const { inner, state, store } = setup();
    state.away = true;
    await store.delete("key");
    state.away = false;
    await store.setIfAbsent("key", "stale", 60);
    expect(await inner.get("key")).toBeUndefined();
  });
});
