import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../db/database.js";
import { prune } from "../db/prune.js";
import { Throttle } from "../log/throttle.js";
import type { Logger } from "../log/logger.js";
import type { Counter, Metrics } from "../metrics/metrics.js";
import type { Queue, ReceivedMessage } from "../queue/queue.js";
import { countClicks } from "./clickCounter.js";
import { decodeClicks } from "./clickMessage.js";

/**
 * A message may be delivered again as long as the queue keeps it, at most 14 days, and as long again from the
 * dead-letter queue: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
const rememberMs = 30 * 24 * 60 * 60 * 1000;
/** A request for a new link is recognized for this time when it is repeated. */
const rememberKeysMs = 24 * 60 * 60 * 1000;
const forgetIntervalMs = 60 * 60 * 1000;
const firstPauseMs = 250;
const maxPauseMs = 15_000;
const logIntervalMs = 60_000;

export interface ClickWorkerOptions {
  readonly queue: Queue;
  readonly database: Database;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Takes clicks from the queue and counts them, until it is stopped. */
export class ClickWorker {
  readonly #options: ClickWorkerOptions;
  readonly #stopped = new AbortController();
  readonly #throttle = new Throttle(logIntervalMs);
  readonly #counted: Counter;
  readonly #duplicates: Counter;
  readonly #invalid: Counter;
  readonly #failures: Counter;
  readonly #running: Promise<void>;
  #lastForgotten = Number.NEGATIVE_INFINITY;

  constructor(options: ClickWorkerOptions) {
    this.#options = options;
    this.#counted = options.metrics.counter("MessagesHandled");
    this.#duplicates = options.metrics.counter("ClickMessagesDuplicate");
    this.#invalid = options.metrics.counter("MessagesInvalid");
    this.#failures = options.metrics.counter("MessageFailures");
    this.#running = this.#run();
  }

  /** Finishes the batch in hand and stops. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  /** Stops once the queue is empty: for a queue that ends with this process. Rejects when counting fails. */
  async drain(): Promise<void> {
    await this.stop();
    for (;;) {
      const received = await this.#options.queue.receive(this.#stopped.signal);
      if (received.length === 0) return;
      await this.#count(received);
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    let pauseMs = 0;
    let checked = false;
    while (!signal.aborted) {
      try {
        // Nothing is received that cannot be counted: each delivery brings a message nearer to the dead letters.
        if (!checked) await this.#mustTakeWrites();
        checked = true;
        await this.#forget();
        const received = await this.#options.queue.receive(signal);
        if (received.length > 0) await this.#count(received);
        pauseMs = 0;
      } catch (error) {
        checked = false;
        this.#failures.add();
        pauseMs = Math.min(Math.max(pauseMs * 2, firstPauseMs), maxPauseMs);
        this.#throttle.run((suppressed) => {
          this.#options.log.error({ err: error, suppressed }, "clicks cannot be counted; trying again");
        });
        await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #mustTakeWrites(): Promise<void> {
    if ((await this.#options.database.check()) === "writes") return;
    throw new Error("the database takes no writes: it follows the one of another region");
  }

  async #count(received: readonly ReceivedMessage[]): Promise<void> {
    const { queue, database, log } = this.#options;
    const decoded = received.map(({ body, receipt }) => ({ receipt, message: decodeClicks(body) }));
    const valid = decoded.flatMap(({ message }) => message ?? []);
    const invalid = decoded.length - valid.length;
    if (invalid > 0) {
      // They are left alone: after some deliveries the queue moves them to the dead letters.
      this.#invalid.add(invalid);
      log.error({ invalid }, "messages that are no clicks");
    }
    if (valid.length === 0) return;
    const { clicks, duplicates } = await countClicks(database, valid);
    this.#counted.add(clicks);
    this.#duplicates.add(duplicates);
    await queue.delete(decoded.flatMap(({ receipt, message }) => (message ? receipt : [])));
  }

  async #forget(): Promise<void> {
    const now = performance.now();
    if (now - this.#lastForgotten < forgetIntervalMs) return;
    const { writer } = this.#options.database;
    await prune(writer, "counted_messages", new Date(Date.now() - rememberMs));
    await prune(writer, "idempotency_keys", new Date(Date.now() - rememberKeysMs));
    this.#lastForgotten = now;
  }
}
