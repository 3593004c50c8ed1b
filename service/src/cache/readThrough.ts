import { LRUCache } from "lru-cache";
import type { Counter, Metrics } from "../metrics/metrics.js";
import type { KeyValueStore } from "./keyValueStore.js";

export interface ReadThroughOptions {
  readonly store: KeyValueStore;
  readonly metrics: Metrics;
  readonly prefix: string;
  /** Time in seconds that a value is kept; spread by ±10 % so that not all expire at once. */
  readonly ttlSeconds: number;
  /** Time in seconds that the cache is told that a value was taken away. */
  readonly absentTtlSeconds: number;
  /** Time in seconds that this process remembers that there never was a value. */
  readonly unknownTtlSeconds: number;
  readonly load: (key: string) => Promise<string | undefined>;
}

/** Keys without a value that one process remembers; the least recently asked for are forgotten. */
const maxUnknown = 10_000;

/** In the cache a value has a mark in front, so that "there is none" can be kept as well. */
const present = "+";
const absent = "-";

/**
 * Reads through a cache. Callers that ask for the same key at the same time share one lookup, so a popular key that
 * expires is loaded once per process, not once per request. When the cache is away, values are loaded.
 *
 * That a key is unknown is remembered by the process alone, within a bound: whoever tries keys must not fill the cache.
 */
export class ReadThrough {
  readonly #options: ReadThroughOptions;
  readonly #lookups = new Map<string, Promise<string | undefined>>();
  readonly #unknown: LRUCache<string, true>;
  readonly #hits: Counter;
  readonly #misses: Counter;
  #recentHits = 0;
  #recentLookups = 0;

  constructor(options: ReadThroughOptions) {
    this.#options = options;
    // A resolution of 0 asks the clock every time.
    this.#unknown = new LRUCache({
      max: maxUnknown,
      ttl: options.unknownTtlSeconds * 1000,
      ttlResolution: 0,
    });
    this.#hits = options.metrics.counter("CacheHits");
    this.#misses = options.metrics.counter("CacheMisses");
    options.metrics.gauge("CacheHitRatio", "Percent", () => {
      const ratio = this.#recentLookups === 0 ? undefined : (100 * this.#recentHits) / this.#recentLookups;
      this.#recentHits = 0;
      this.#recentLookups = 0;
      return ratio;
    });
  }

  /** The value of the key, `undefined` when there is none; rejects as `load` does. */
  get(key: string): Promise<string | undefined> {
    const running = this.#lookups.get(key);
    if (running !== undefined) return running;
    const lookup = this.#lookup(key)
      .then((value) => {
        // Not if the value was put meanwhile.
        if (value === undefined && this.#lookups.get(key) === lookup) this.#unknown.set(key, true);
        return value;
      })
      .finally(() => {
        if (this.#lookups.get(key) === lookup) this.#lookups.delete(key);
      });
    this.#lookups.set(key, lookup);
    return lookup;
  }

  /** The value if it can be told without loading it, `undefined` also where the cache knows that there is none. */
  async cached(key: string): Promise<string | undefined> {
    const { store, prefix } = this.#options;
    return decode(await store.get(prefix + key).catch(() => undefined));
  }

  /** Replaces what is cached, also that there is no value; to be called after the value was written. */
  async put(key: string, value: string | undefined): Promise<void> {
    const { store, prefix } = this.#options;
    this.#unknown.delete(key);
    // Whoever asks from now on must not share a lookup that began before.
    this.#lookups.delete(key);
    await store.set(prefix + key, encode(value), this.#ttl(value));
    this.#lookups.delete(key);
  }

  async #lookup(key: string): Promise<string | undefined> {
    const { store, prefix, load } = this.#options;
    const cached = await store.get(prefix + key).catch(() => undefined);
    this.#recentLookups += 1;
    if (cached !== undefined || this.#unknown.has(key)) {
      this.#hits.add();
      this.#recentHits += 1;
      return decode(cached);
    }
    this.#misses.add();
    const value = await load(key);
    if (value === undefined) return undefined;
    // Only if absent: a value that was put while this one was loading is newer. Nobody waits for it.
    store.setIfAbsent(prefix + key, encode(value), this.#ttl(value)).catch(() => undefined);
    return value;
  }

  #ttl(value: string | undefined): number {
    const { ttlSeconds, absentTtlSeconds } = this.#options;
    const spread = 0.9 + Math.random() * 0.2;
    return Math.max(1, Math.round((value === undefined ? absentTtlSeconds : ttlSeconds) * spread));
  }
}

function decode(cached: string | undefined): string | undefined {
  return cached?.startsWith(present) ? cached.slice(present.length) : undefined;
}

function encode(value: string | undefined): string {
  return value === undefined ? absent : present + value;
}
