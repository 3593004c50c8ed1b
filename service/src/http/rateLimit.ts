import type { RequestHandler } from "express";
import { rateLimit as expressRateLimit, type Store } from "express-rate-limit";
import type { KeyValueStore } from "../cache/keyValueStore.js";
import { createMemoryStore } from "../cache/memoryStore.js";
import { Problem } from "./problem.js";

const windowSeconds = 60;
const prefix = "rate:";

/**
 * Limits the requests of one client address, over all processes together; while the store is away, over this
 * process alone.
 */
export function rateLimit(store: KeyValueStore, limit: number): RequestHandler {
  const ownStore = createMemoryStore();
  const counts: Store = {
    increment: async (client) => {
      const key = prefix + client;
      const { count, resetMs } = await store
        .hit(key, windowSeconds)
        .catch(() => ownStore.hit(key, windowSeconds));
      return { totalHits: count, resetTime: new Date(Date.now() + resetMs) };
    },
    // Needed only for options that are not used here: to forgive requests, and to reset a client.
    decrement: () => undefined,
    resetKey: (client) => store.delete(prefix + client),
  };
  return expressRateLimit({
    windowMs: windowSeconds * 1000,
    limit,
    store: counts,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    // Its checks of the set-up write to the console; the set-up is covered by tests instead.
    validate: false,
    handler: (_request, _response, next) => {
      // Retry-After is set already.
      next(new Problem(429, `Allowed are ${String(limit)} requests a minute.`));
    },
  });
}
