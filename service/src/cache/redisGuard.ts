import { Throttle } from "../log/throttle.js";
import type { Logger } from "../log/logger.js";
import type { Counter, Metrics } from "../metrics/metrics.js";
import { StoreUnavailableError } from "./keyValueStore.js";
import type { RedisConnection } from "./redisConnection.js";

/** A cache that takes longer than this is no help. */
const commandTimeoutMs = 500;
/** After a command timed out, the cache is not asked for this time: one slow answer, not one per request. */
const restMs = 1000;
/** After this many timeouts in a row, rests between them, the other end is taken for gone: it may never say so. */
const maxTimeouts = 3;
const logIntervalMs = 60_000;

/**
 * What a node that became a replica answers to a write.
 * https://redis.io/docs/latest/operate/oss_and_stack/management/replication/#read-only-replica
 */
const readOnly = "READONLY ";

/**
 * Runs commands with a time limit, measures failures, and leaves Redis alone for a moment after a timeout. Connects
 * anew where only that can help.
 */
export class RedisGuard {
  readonly #connection: Pick<RedisConnection, "client" | "replace">;
  readonly #errors: Counter;
  readonly #log: Logger;
  readonly #throttle = new Throttle(logIntervalMs);
  #restUntil = 0;
  #timeouts = 0;

  constructor(
    connection: Pick<RedisConnection, "client" | "replace">,
    { metrics, log }: { readonly metrics: Metrics; readonly log: Logger },
  ) {
    this.#connection = connection;
    this.#errors = metrics.counter("CacheErrors");
    this.#log = log;
  }

  async run<T>(command: () => Promise<T>): Promise<T> {
    try {
      if (!this.#connection.client.isReady) throw new Error("not connected to Redis");
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
      if (error instanceof Error && error.message.startsWith(readOnly)) this.#connection.replace();
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
    if (this.#timeouts < maxTimeouts) return;
    this.#timeouts = 0;
    this.#connection.replace();
  }
}
