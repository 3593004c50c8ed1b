/** Shortest time in ms between two attempts, and the longest before jitter. */
const firstMs = 1000;
const maxMs = 3000;
const growth = 1.5;
/** Up to this share is added at random, so that the processes of a service do not connect all at once. */
const jitter = 1 / 3;
/** After this time in ms without an attempt the outage is over: the next attempt is made at once. */
const calmMs = 10_000;

/**
 * Spaces out attempts to connect, whatever makes them necessary: a refusal, a connection that is lost, or one that
 * works and leads to the wrong server. Success alone proves nothing, so only time without an attempt ends an outage.
 */
export class Pace {
  #last: number;
  #attempts = 0;

  /** @param now the clock, in ms; the first attempt is made now */
  constructor(private readonly now: () => number = () => performance.now()) {
    this.#last = now();
  }

  /** Takes the next attempt: the time in ms after which it may be made. */
  next(): number {
    const now = this.now();
    if (now - this.#last >= calmMs) this.#attempts = 0;
    const wait = Math.min(firstMs * growth ** this.#attempts, maxMs) * (1 + Math.random() * jitter);
    this.#attempts += 1;
    this.#last = Math.max(now, this.#last + wait);
    return this.#last - now;
  }
}
