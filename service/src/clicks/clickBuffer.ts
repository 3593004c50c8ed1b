import { randomUUID } from "node:crypto";
import { Throttle } from "../log/throttle.js";
import type { Logger } from "../log/logger.js";
import type { Counter, Metrics } from "../metrics/metrics.js";
import { maxBatch, type Queue } from "../queue/queue.js";
import { encodeClicks, maxLinksPerMessage, type ClickMessage } from "./clickMessage.js";

const logIntervalMs = 60_000;
/** Pause between two attempts to send what is left at the end. */
const retryPauseMs = 100;

export interface ClickBufferOptions {
  readonly queue: Queue;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Time in ms that clicks are gathered before they are sent. */
  readonly flushIntervalMs: number;
  /** Links whose clicks are kept at most; clicks on further links are dropped and counted. */
  readonly maxLinks: number;
}

/**
 * Gathers clicks and hands them to the queue, so that a redirect never waits for the queue. While the queue is
 * away clicks are kept, added up by link: the bound is on links, because each takes the same memory however often
 * it is clicked.
 */
export class ClickBuffer {
  readonly #options: ClickBufferOptions;
  readonly #sent: Counter;
  readonly #dropped: Counter;
  readonly #failures: Counter;
  readonly #throttle = new Throttle(logIntervalMs);
  readonly #timer: NodeJS.Timeout;
  #gathered = new Map<string, number>();
  /** Messages with an id: as sending one may have worked although it failed, neither id nor content may change. */
  #sealed: ClickMessage[] = [];
  #sealedLinks = 0;
  #flushing: Promise<void> | undefined;

  constructor(options: ClickBufferOptions) {
    this.#options = options;
    this.#sent = options.metrics.counter("MessagesSent");
    this.#dropped = options.metrics.counter("MessagesDropped");
    this.#failures = options.metrics.counter("MessageSendFailures");
    options.metrics.gauge("ClicksBufferedLinks", "Count", () => this.size);
    this.#timer = setInterval(() => void this.flush(), options.flushIntervalMs).unref();
  }

  /** Links whose clicks are waiting to be sent. */
  get size(): number {
    return this.#gathered.size + this.#sealedLinks;
  }

  /** Takes one click. */
  record(code: string): void {
    const count = this.#gathered.get(code);
    if (count === undefined && this.size >= this.#options.maxLinks) {
      this.#dropped.add();
      return;
    }
    this.#gathered.set(code, (count ?? 0) + 1);
    if (count === undefined && this.#gathered.size % maxLinksPerMessage === 0) void this.flush();
  }

  /** Sends what was gathered; never rejects. What could not be sent is kept. */
  flush(): Promise<void> {
    this.#flushing ??= this.#flush().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  /** Sends what is left and stops; what cannot be sent within the time (ms) is dropped and counted. */
  async close(timeoutMs: number): Promise<void> {
    clearInterval(this.#timer);
    const end = performance.now() + timeoutMs;
    while (this.size > 0 && performance.now() < end) {
      await Promise.race([this.flush(), sleep(end - performance.now())]);
      if (this.size > 0) await sleep(retryPauseMs);
    }
    if (this.size === 0) return;
    const clicks = sum([...this.#gathered.values(), ...this.#sealed.map(clicksIn)]);
    this.#dropped.add(clicks);
    this.#options.log.error(
      { clicks },
      "clicks are lost: the queue could not be reached before the shutdown",
    );
  }

  async #flush(): Promise<void> {
    try {
      if (this.size === 0) return;
      do {
        this.#seal();
        const messages = this.#sealed.map((message) => ({ id: message.id, body: encodeClicks(message) }));
        this.#settle(new Set(await this.#options.queue.send(messages)));
        if (this.#sealed.length > 0) throw new Error("the queue did not accept every message");
        // What arrived while sending waits for the next time, unless it fills a message.
      } while (this.#gathered.size >= maxLinksPerMessage);
    } catch (error) {
      this.#failures.add();
      this.#throttle.run((suppressed) => {
        const links = this.size;
        this.#options.log.warn({ err: error, links, suppressed }, "clicks cannot be sent; they are kept");
      });
    }
  }

  /** Moves gathered clicks into messages, as many as fit into one batch. */
  #seal(): void {
    const links = [...this.#gathered];
    while (links.length > 0 && this.#sealed.length < maxBatch) {
      const part = links.splice(0, maxLinksPerMessage);
      this.#sealed.push({ id: randomUUID(), clicks: Object.fromEntries(part) });
      this.#sealedLinks += part.length;
    }
    this.#gathered = new Map(links);
  }

  #settle(accepted: ReadonlySet<string>): void {
    for (const message of this.#sealed) {
      if (!accepted.has(message.id)) continue;
      this.#sent.add(clicksIn(message));
      this.#sealedLinks -= Object.keys(message.clicks).length;
    }
    this.#sealed = this.#sealed.filter(({ id }) => !accepted.has(id));
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function clicksIn({ clicks }: Pick<ClickMessage, "clicks">): number {
  return sum(Object.values(clicks));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
