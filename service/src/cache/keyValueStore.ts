/** How often something happened in the current window. */
export interface Hits {
  readonly count: number;
  /** Time in ms until the window ends. */
  readonly resetMs: number;
}

/**
 * Text by key, for a time. Every operation may reject with {@link StoreUnavailableError}; a value may disappear
 * before its time. Times to live are in whole seconds, at least 1.
 */
export interface KeyValueStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, ttlSeconds: number): Promise<void>;
  /** Sets the value unless the key has one. */
  setIfAbsent(key: string, value: string, ttlSeconds: number): Promise<void>;
  /** Gives the key a new time to live, if it exists. */
  touch(key: string, ttlSeconds: number): Promise<void>;
  delete(key: string): Promise<void>;
  /** Adds 1 to the key; the first hit starts a window of `ttlSeconds`. */
  hit(key: string, ttlSeconds: number): Promise<Hits>;
  check(): Promise<void>;
  close(): Promise<void>;
}

/** The store cannot be used right now. */
export class StoreUnavailableError extends Error {
  constructor(cause: unknown) {
    super(`cache unavailable: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = "StoreUnavailableError";
  }
}
