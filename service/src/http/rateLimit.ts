import type { RequestHandler } from "express";
import { rateLimit as expressRateLimit, type Store } from "express-rate-limit";
import type { KeyValueStore } from "../cache/keyValueStore.js";
import { Problem } from "./problem.js";

const windowSeconds = 60;
const prefix = "rate:";

/**
 * Limits the requests of one client address, over all processes together. While the store is away there is no
 * limit: the web application firewall in front has its own.
 */
export function rateLimit(store: KeyValueStore, limit: number): RequestHandler {
  const counts: Store = {
    increment: async (client) => {
      const { count, resetMs } = await store.hit(prefix + client, windowSeconds);
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
    passOnStoreError: true,
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
