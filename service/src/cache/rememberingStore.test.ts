import { describe, expect, it } from "vitest";
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

  it("does not let a value be set if absent over one that is remembered as deleted", async () => {
    const { inner, state, store } = setup();
    state.away = true;
    await store.delete("key");
    state.away = false;
    await store.setIfAbsent("key", "stale", 60);
    expect(await inner.get("key")).toBeUndefined();
  });
});
