import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../log/logger.js";

/** Stops something; should take no longer than the time that is left, in ms. */
export type Stop = (remainingMs: number) => Promise<void> | void;

/** A step gets at least this time in ms, also when those before it used up the rest. */
const minStepMs = 1000;

export interface LifecycleOptions {
  /** Time in ms between failing readiness and stopping: load balancers need it to look elsewhere. */
  readonly delayMs: number;
  /** Time in ms that stopping may then take, all steps together. */
  readonly timeoutMs: number;
  /** The process ends this time in ms after it should have, whatever still runs. */
  readonly graceMs: number;
  readonly log: Logger;
}

/** Stops the process in order: readiness fails at once, then, after a delay, what was started last stops first. */
export class Lifecycle {
  readonly #steps: { readonly name: string; readonly stop: Stop }[] = [];
  readonly #options: LifecycleOptions;
  #stopping: Promise<number> | undefined;

  constructor(options: LifecycleOptions) {
    this.#options = options;
  }

  /** True from the first signal on. */
  get draining(): boolean {
    return this.#stopping !== undefined;
  }

  /** Registers what has to be stopped; the last registered is stopped first. */
  onStop(name: string, stop: Stop): void {
    this.#steps.unshift({ name, stop });
  }

  /** Stops everything once; resolves with the exit code: 0, or 1 when a step failed. */
  stop(reason: string): Promise<number> {
    this.#stopping ??= this.#run(reason);
    return this.#stopping;
  }

  /** Stops at SIGTERM or SIGINT and exits; a second signal exits at once. */
  listen(): void {
    const { delayMs, timeoutMs, graceMs } = this.#options;
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.on(signal, () => {
        if (this.draining) {
          this.#options.log.warn({ signal }, "second signal: exiting at once");
          process.exit(1);
        }
        void this.stop(signal).then((code) => process.exit(code));
        setTimeout(
          () => {
            this.#options.log.error("stopping takes too long: exiting");
            process.exit(1);
          },
          delayMs + timeoutMs + graceMs,
        ).unref();
      });
    }
  }

  async #run(reason: string): Promise<number> {
    const { log, delayMs, timeoutMs } = this.#options;
    log.info({ reason, delayMs }, "stopping: readiness fails from now on");
    await sleep(delayMs);
    const end = performance.now() + timeoutMs;
    let code = 0;
    for (const { name, stop } of this.#steps) {
      try {
        await stop(Math.max(end - performance.now(), minStepMs));
      } catch (error) {
        code = 1;
        log.error({ err: error, step: name }, "stopping failed");
      }
    }
    log.info({ code }, "stopped");
    return code;
  }
}
