import { LRUCache } from "lru-cache";
import type { KeyValueStore } from "./keyValueStore.js";

const maxRemembered = 10_000;
/**
 * As long as something is remembered, making up for it is tried at this interval, in ms. Never as soon as there is a
 * connection: it may lead to a server that refuses writes, and another connection may be made because of that.
 */
const replayIntervalMs = 1000;

type Write = { readonly value: string; readonly ttlSeconds: number; readonly at: number } | "delete";

/** A store that does not forget what it was told while it was away. */
export interface RememberingStore extends KeyValueStore {
  /** Makes up for the writes that failed, until one fails again; happens by itself too, every second. */
  replay(): Promise<void>;
}

/**
 * `set`, `touch` and `delete` never reject: a write that fails is remembered (the last 10,000 keys), is what this
 * process reads meanwhile, and is made up for by `replay`. So a link deleted during an outage does not come back
 * from the cache afterwards, and a session begun during an outage goes on.
 */
export function rememberFailedWrites(store: KeyValueStore): RememberingStore {
  const pending = new LRUCache<string, Write>({ max: maxRemembered });
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const replayLater = (): void => {
    if (closed || pending.size === 0) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      void replay().then(replayLater);
    }, replayIntervalMs).unref();
  };
  /** False when the write failed. */
  const write = async (key: string, remembered: Write, action: () => Promise<void>): Promise<boolean> => {
    const before = pending.get(key);
    try {
      await action();
      // Another write that failed meanwhile is the newer one.
      if (pending.get(key) === before) pending.delete(key);
      return true;
    } catch {
      pending.set(key, remembered);
      replayLater();
      return false;
    }
  };
  const set = (key: string, value: string, ttlSeconds: number): Promise<boolean> =>
    write(key, { value, ttlSeconds, at: Date.now() }, () => store.set(key, value, ttlSeconds));
  const remove = (key: string): Promise<boolean> => write(key, "delete", () => store.delete(key));
  const replay = async (): Promise<void> => {
    for (const key of [...pending.keys()]) {
      const remembered = pending.get(key);
      if (remembered === undefined) continue;
      // What the store has under a key is older than a write to it that is over by now.
      const over = remembered === "delete" || remaining(remembered) <= 0;
      const done = over ? remove(key) : set(key, remembered.value, remaining(remembered));
      if (!(await done)) return;
    }
  };

  return {
    get: async (key) => {
      const remembered = pending.get(key);
      if (remembered === undefined) return store.get(key);
      return remembered === "delete" || remaining(remembered) <= 0 ? undefined : remembered.value;
    },
    set: async (key, value, ttlSeconds) => {
      await set(key, value, ttlSeconds);
    },
    delete: async (key) => {
      await remove(key);
    },
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
    close: () => {
      closed = true;
      clearTimeout(timer);
      return store.close();
    },
    replay,
  };
}

function remaining({ ttlSeconds, at }: Exclude<Write, "delete">): number {
  return Math.floor(ttlSeconds - (Date.now() - at) / 1000);
}
