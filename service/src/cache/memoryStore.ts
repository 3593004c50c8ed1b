import { LRUCache } from "lru-cache";
import type { KeyValueStore } from "./keyValueStore.js";

const maxEntries = 10_000;

/** Keeps values in this process: for development, and for tests. */
export function createMemoryStore(): KeyValueStore {
  // lru-cache takes `performance` once by default; a resolution of 0 asks the clock every time.
  const values = new LRUCache<string, string>({ max: maxEntries, ttlResolution: 0 });
  return {
    get: (key) => Promise.resolve(values.get(key)),
    set: (key, value, ttlSeconds) => {
      values.set(key, value, { ttl: ttlSeconds * 1000 });
      return Promise.resolve();
    },
    setIfAbsent: (key, value, ttlSeconds) => {
      if (!values.has(key)) values.set(key, value, { ttl: ttlSeconds * 1000 });
      return Promise.resolve();
    },
    touch: (key, ttlSeconds) => {
      const value = values.get(key);
      if (value !== undefined) values.set(key, value, { ttl: ttlSeconds * 1000 });
      return Promise.resolve();
    },
    delete: (key) => {
      values.delete(key);
      return Promise.resolve();
    },
    hit: (key, ttlSeconds) => {
      const count = Number(values.get(key) ?? 0) + 1;
      const ttl = count === 1 ? ttlSeconds * 1000 : values.getRemainingTTL(key);
      values.set(key, String(count), { ttl: Math.max(1, ttl) });
      return Promise.resolve({ count, resetMs: ttl });
    },
    check: () => Promise.resolve(),
    close: () => {
      values.clear();
      return Promise.resolve();
    },
  };
}
