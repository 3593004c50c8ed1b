import type { Request, RequestHandler } from "express";
import { ipKeyGenerator, rateLimit as expressRateLimit, type Store } from "express-rate-limit";
import { LRUCache } from "lru-cache";
import type { Hits, KeyValueStore } from "../cache/keyValueStore.js";
import { createMemoryStore } from "../cache/memoryStore.js";
import { Problem } from "./problem.js";

const windowSeconds = 60;
const prefix = "rate:";
/** Clients of which a process remembers that they are over the limit. */
const maxRemembered = 10_000;

/**
 * Limits the requests of one client address, over all processes together; while the store is away, over this
 * process alone. Either each request of a route counts, or those that the route says.
 */
export class RateLimit {
  readonly #store: KeyValueStore;
  readonly #ownStore = createMemoryStore();
  readonly #limit: number;
  /** When their window ends, by client. */
  readonly #exceeded = new LRUCache<string, number>({ max: maxRemembered });

  constructor(store: KeyValueStore, limit: number) {
    this.#store = store;
    this.#limit = limit;
  }

  /** Counts every request, and refuses those over the limit. */
  everyRequest(): RequestHandler {
    const counts: Store = {
      increment: async (client) => {
        const { count, resetMs } = await this.#hit(client);
        return { totalHits: count, resetTime: new Date(Date.now() + resetMs) };
      },
      // Needed only for options that are not used here: to forgive requests, and to reset a client.
      decrement: () => undefined,
      resetKey: (client) => this.#store.delete(prefix + client),
    };
    return expressRateLimit({
      windowMs: windowSeconds * 1000,
      limit: this.#limit,
      store: counts,
      standardHeaders: "draft-8",
      legacyHeaders: false,
      // Its checks of the set-up write to the console; the set-up is covered by tests instead.
      validate: false,
      handler: (_request, _response, next) => {
        // Retry-After is set already.
        next(this.#problem());
      },
    });
  }

  /** Counts this request. @throws {Problem} 429 when it is over the limit */
  async count(request: Request): Promise<void> {
    const { count, resetMs } = await this.#hit(clientOf(request));
    if (count > this.#limit) throw this.#problem(resetMs);
  }

  /** Whether this process has seen the client over the limit, in a window that has not ended. */
  exceededBy(request: Request): boolean {
    return (this.#exceeded.get(clientOf(request)) ?? 0) > Date.now();
  }

  async #hit(client: string): Promise<Hits> {
    const key = prefix + client;
    const hits = await this.#store
      .hit(key, windowSeconds)
      .catch(() => this.#ownStore.hit(key, windowSeconds));
    if (hits.count >= this.#limit) this.#exceeded.set(client, Date.now() + hits.resetMs);
    return hits;
  }

  #problem(resetMs?: number): Problem {
    const headers = resetMs === undefined ? {} : { "Retry-After": String(Math.ceil(resetMs / 1000)) };
    return new Problem(429, `Allowed are ${String(this.#limit)} requests a minute.`, { headers });
  }
}

/** As express-rate-limit names a client by default: one network of IPv6 is one client. */
function clientOf({ ip = "" }: Request): string {
  return ipKeyGenerator(ip);
}
