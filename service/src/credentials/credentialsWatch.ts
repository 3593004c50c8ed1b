import type { Logger } from "../log/logger.js";

export interface CredentialsWatchOptions {
  /** What rejects the credentials, as a sentence begins with it. */
  readonly name: string;
  /** Time in ms that the rejection has to last. */
  readonly graceMs: number;
  readonly log: Logger;
}

/** Time in ms between two probes while the credentials are rejected. */
const probeIntervalMs = 5000;

/**
 * Notices that a server no longer accepts the credentials of this process. They were rotated then, and only a new
 * process gets the new ones. Open connections keep working, so a pool alone does not tell.
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

  /** Why only a new process can help; `undefined` while this one is fine. */
  get reason(): string | undefined {
    return this.persistent ? `${this.#options.name} rejects the credentials of this process` : undefined;
  }

  /**
   * A new connection was refused because of the credentials.
   *
   * @param probe opens and closes a connection of its own; it calls `accepted` or `rejected` by itself. Needed where
   * connecting is not tried again and again anyway.
   */
  rejected(probe?: () => Promise<void>): void {
    if (this.#rejectedSince !== undefined) return;
    this.#rejectedSince = performance.now();
    this.#options.log.error(`${this.#options.name} rejects the credentials: were they rotated?`);
    if (probe === undefined) return;
    this.#timer = setInterval(() => {
      // What the probe finds is reported through accepted(); a failure changes nothing.
      probe().catch(() => undefined);
    }, probeIntervalMs).unref();
  }

  /** A new connection was accepted. */
  accepted(): void {
    if (this.#rejectedSince !== undefined)
      this.#options.log.info(`${this.#options.name} accepts the credentials again`);
    this.stop();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#rejectedSince = undefined;
  }
}
