import type { Logger } from "../log/logger.js";

export interface CredentialsWatchOptions {
  /** Time in ms that the rejection has to last. */
  readonly graceMs: number;
  /** Time in ms between two probes while the credentials are rejected. */
  readonly probeIntervalMs: number;
  readonly log: Logger;
}

/**
 * Notices that the database no longer accepts the credentials this process was started with. They were rotated
 * then, and only a new process gets the new ones. Open connections keep working, so the pool alone does not tell.
 */
export class CredentialsWatch {
  readonly #options: CredentialsWatchOptions;
  #rejectedSince: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CredentialsWatchOptions) {
    this.#options = options;
  }

  /** True once the rejection has lasted for the grace time. */
  get persistent(): boolean {
    const since = this.#rejectedSince;
    return since !== undefined && performance.now() - since >= this.#options.graceMs;
  }

  /**
   * A new connection was refused because of the credentials.
   *
   * @param probe opens and closes a connection of its own; it calls `accepted` or `rejected` by itself
   */
  rejected(probe: () => Promise<void>): void {
    if (this.#rejectedSince !== undefined) return;
    this.#rejectedSince = performance.now();
    this.#options.log.error("the database rejects the credentials: were they rotated?");
    this.#timer = setInterval(() => {
      // What the probe finds is reported through accepted(); a failure changes nothing.
      probe().catch(() => undefined);
    }, this.#options.probeIntervalMs).unref();
  }

  /** A new connection was accepted. */
  accepted(): void {
    if (this.#rejectedSince !== undefined)
      this.#options.log.info("the database accepts the credentials again");
    this.stop();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#rejectedSince = undefined;
  }
}
