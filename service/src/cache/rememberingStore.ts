import { LRUCache } from "lru-cache";
import type { KeyValueStore } from "./keyValueStore.js";

const maxRemembered = 10_000;

type Write = { readonly value: string; readonly ttlSeconds: number; readonly at: number } | "delete";

/** A store that does not forget what it was told while it was away. */
export interface RememberingStore extends KeyValueStore {
  /** Makes up for the writes that failed; to be called when the store can be used again. */
  replay(): Promise<void>;
}

/**
 * `set`, `touch` and `delete` never reject: a write that fails is remembered (the last 10,000 keys), is what this
 * process reads meanwhile, and is made up for by `replay`. So a link deleted during an outage does not come back
 * from the cache afterwards, and a session begun during an outage goes on.
 */
export function rememberFailedWrites(store: KeyValueStore): RememberingStore {
  const pending = new LRUCache<string, Write>({ max: maxRemembered });

  const write = async (key: string, remembered: Write, action: () => Promise<void>): Promise<void> => {
    try {
      await action();
      pending.delete(key);
    } catch {
      pending.set(key, remembered);
    }
  };
  const set = (key: string, value: string, ttlSeconds: number): Promise<void> =>
    write(key, { value, ttlSeconds, at: Date.now() }, () => store.set(key, value, ttlSeconds));
  const remove = (key: string): Promise<void> => write(key, "delete", () => store.delete(key));

  return {
    get: async (key) => {
      const remembered = pending.get(key);
      if (remembered === undefined) return store.get(key);
      return remembered === "delete" || remaining(remembered) <= 0 ? undefined : remembered.value;
    },
    set,
    delete: remove,
    setIfAbsent: async (key, value, ttlSeconds) => {
      if (!pending.has(key)) await store.setIfAbsent(key, value, ttlSeconds);
    },
    touch: async (key, ttlSeconds) => {
      const remembered = pending.get(key);
      if (remembered === undefined) await store.touch(key, ttlSeconds).catch(() => undefined);
      else if (remembered !== "delete") await set(key, remembered.value, ttlSeconds);
    },
    hit: (key, ttlSeconds) => store.hit(key, ttlSeconds),
    check: () => store.check(),
    close: () => store.close(),
    replay: async () => {
      for (const [key, remembered] of [...pending.entries()]) {
        if (remembered === "delete") await remove(key);
        else if (remaining(remembered) > 0) await set(key, remembered.value, remaining(remembered));
        else pending.delete(key);
      }
    },
  };
}

function remaining({ ttlSeconds, at }: Exclude<Write, "delete">): number {
  return Math.floor(ttlSeconds - (Date.now() - at) / 1000);
}
