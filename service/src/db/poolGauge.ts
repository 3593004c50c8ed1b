import type { Counter, Metrics, Recorder } from "../metrics/metrics.js";

/** How busy the pools are, over all hosts together. */
export class PoolGauge {
  readonly #failures: Counter;
  readonly #saturation: Recorder;
  readonly #wait: Recorder;
  readonly #max: number;
  #inUse = 0;
  #waiting = 0;

  /** @param max connections that may be in use at once */
  constructor(metrics: Metrics, max: number) {
    this.#max = max;
    this.#failures = metrics.counter("DatabaseConnectionFailures");
    this.#saturation = metrics.peak("DatabasePoolSaturation", "Percent");
    this.#wait = metrics.distribution("DatabasePoolWait", "Milliseconds");
    metrics.gauge("DatabasePoolInUse", "Count", () => this.#inUse);
    metrics.gauge("DatabasePoolWaiting", "Count", () => this.#waiting);
    this.#saturation.record(0);
  }

  /** Runs the acquisition of one connection and measures it; `released` has to follow when it succeeds. */
  async acquire<T>(connect: () => Promise<T>): Promise<T> {
    const started = performance.now();
    this.#waiting += 1;
    this.#saturation.record((100 * Math.min(this.#inUse + this.#waiting, this.#max)) / this.#max);
    try {
      const connection = await connect();
      this.#inUse += 1;
      return connection;
    } catch (error) {
      this.#failures.add();
      throw error;
    } finally {
      this.#waiting -= 1;
      this.#wait.record(performance.now() - started);
    }
  }

  released(): void {
    this.#inUse -= 1;
  }
}
