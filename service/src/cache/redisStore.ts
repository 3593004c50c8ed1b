import { createClient } from "@redis/client";
import type { RedisConfig } from "../config/config.js";
import { CredentialsWatch } from "../credentials/credentialsWatch.js";
import { Throttle } from "../log/throttle.js";
import type { Logger } from "../log/logger.js";
import type { Counter, Metrics } from "../metrics/metrics.js";
import { StoreUnavailableError, type KeyValueStore } from "./keyValueStore.js";

const connectTimeoutMs = 2000;
/** A cache that takes longer than this is no help. */
const commandTimeoutMs = 500;
/** After a command timed out, the cache is not asked for this time: one slow answer, not one per request. */
const restMs = 1000;
/** After this many timeouts in a row, rests between them, the other end is taken for gone: it may never say so. */
const maxTimeouts = 3;
const maxReconnectDelayMs = 2000;
const pingIntervalMs = 30_000;
const logIntervalMs = 60_000;

export interface RedisStoreOptions {
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Called whenever Redis can be used: at first, and again after every outage. */
  readonly onReady?: () => void;
}

export interface RedisStore extends KeyValueStore {
  /** Why only a new process can help: its token was rejected for too long; `undefined` while all is well. */
  broken(): string | undefined;
}

/** Keeps values in Redis. While Redis is away every operation rejects at once, and connecting goes on for ever. */
export function createRedisStore(config: RedisConfig, options: RedisStoreOptions): RedisStore {
  const credentials = new CredentialsWatch({
    name: "Redis",
    graceMs: config.credentialsGraceMs,
    log: options.log,
  });
  const client = connect(config, options, credentials);
  const guard = new Guard(client, options);

  return {
    get: (key) => guard.run(async () => (await client.get(key)) ?? undefined),
    set: (key, value, ttlSeconds) =>
      guard.run(async () => {
        await client.set(key, value, { expiration: { type: "EX", value: ttlSeconds } });
      }),
    setIfAbsent: (key, value, ttlSeconds) =>
      guard.run(async () => {
        await client.set(key, value, { expiration: { type: "EX", value: ttlSeconds }, condition: "NX" });
      }),
    touch: (key, ttlSeconds) =>
      guard.run(async () => {
        await client.expire(key, ttlSeconds);
      }),
    delete: (key) =>
      guard.run(async () => {
        await client.del(key);
      }),
    hit: (key, ttlSeconds) =>
      guard.run(async () => {
        const [, count, resetMs] = await client
          .multi()
          .set(key, "0", { expiration: { type: "EX", value: ttlSeconds }, condition: "NX" })
          .incr(key)
          .pTTL(key)
          .execTyped();
        return { count, resetMs };
      }),
    check: () =>
      guard.run(async () => {
        await client.ping();
      }),
    broken: () => credentials.reason,
    close: async () => {
      if (!client.isReady) {
        client.destroy();
        return;
      }
      // Commands in flight get their answers, unless there will be none.
      const cut = setTimeout(() => {
        client.destroy();
      }, commandTimeoutMs);
      await client.close();
      clearTimeout(cut);
    },
  };
}

/** What Redis answers where the token is wrong, or there is none. */
const rejection = /^(WRONGPASS|NOAUTH) /;

type Client = ReturnType<typeof createClient>;

function connect(
  { host, port, tls, authToken }: RedisConfig,
  { log, onReady }: RedisStoreOptions,
  credentials: CredentialsWatch,
): Client {
  const throttle = new Throttle(logIntervalMs);
  const reconnectStrategy = (retries: number): number =>
    Math.min(50 * 2 ** Math.min(retries, 10), maxReconnectDelayMs) * (0.5 + Math.random() / 2);
  const socket = { host, port, connectTimeout: connectTimeoutMs, reconnectStrategy };
  const client: Client = createClient({
    socket: tls ? { ...socket, tls: true } : socket,
    ...(authToken !== undefined && { password: authToken }),
    disableOfflineQueue: true,
    pingInterval: pingIntervalMs,
    maintNotifications: "disabled",
  });
  client.on("error", (error: unknown) => {
    // Tokens are rotated, and connecting goes on.
    if (error instanceof Error && rejection.test(error.message)) credentials.rejected();
    throttle.run((suppressed) => {
      log.warn({ err: error, suppressed }, "Redis is not available; its data is served from the database");
    });
  });
  client.on("ready", () => {
    credentials.accepted();
    log.info({ host, port }, "connected to Redis");
    onReady?.();
  });
  // Connecting goes on in the background; what fails is reported by the error event.
  client.connect().catch(() => undefined);
  return client;
}

/**
 * Runs commands with a time limit, measures failures, and leaves Redis alone for a moment after a timeout. Connects
 * anew where only that can help.
 */
class Guard {
  readonly #client: Client;
  readonly #errors: Counter;
  readonly #log: Logger;
  readonly #throttle = new Throttle(logIntervalMs);
  #restUntil = 0;
  #timeouts = 0;

  constructor(client: Client, { metrics, log }: RedisStoreOptions) {
    this.#client = client;
    this.#errors = metrics.counter("CacheErrors");
    this.#log = log;
  }

  async run<T>(command: () => Promise<T>): Promise<T> {
    try {
      if (!this.#client.isReady) throw new Error("not connected to Redis");
      if (performance.now() < this.#restUntil) throw new Error("Redis did not answer in time a moment ago");
      const answer = await this.#limited(command());
      this.#timeouts = 0;
      return answer;
    } catch (error) {
      this.#errors.add();
      this.#throttle.run((suppressed) => {
        this.#log.warn({ err: error, suppressed }, "a Redis command failed");
      });
      // After a failover this connection leads to a node that became a replica; a new one leads to the primary.
      if (error instanceof Error && error.message.startsWith("READONLY")) this.#reconnect();
      throw new StoreUnavailableError(error);
    }
  }

  #limited<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#timedOut();
        reject(new Error(`no answer from Redis within ${String(commandTimeoutMs)} ms`));
      }, commandTimeoutMs);
      answer.then(resolve, reject).finally(() => {
        clearTimeout(timer);
      });
    });
  }

  #timedOut(): void {
    const now = performance.now();
    // Commands that were sent together time out together, which counts once.
    if (now >= this.#restUntil) this.#timeouts += 1;
    this.#restUntil = now + restMs;
    if (this.#timeouts >= maxTimeouts) this.#reconnect();
  }

  #reconnect(): void {
    this.#timeouts = 0;
    // Otherwise it is connecting already.
    if (!this.#client.isReady) return;
    this.#client.destroy();
    this.#client.connect().catch(() => undefined);
  }
}
