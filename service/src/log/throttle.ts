/** Lets a message through at most once per interval, and says how many were held back since the last. */
export class Throttle {
  #last = Number.NEGATIVE_INFINITY;
  #suppressed = 0;

  constructor(readonly intervalMs: number) {}

  /** Calls `write` with the number of calls that were held back, unless it was called within the interval. */
  run(write: (suppressed: number) => void): void {
    const now = performance.now();
    if (now - this.#last < this.intervalMs) {
      this.#suppressed += 1;
      return;
    }
    const suppressed = this.#suppressed;
    this.#last = now;
    this.#suppressed = 0;
    write(suppressed);
  }
}
