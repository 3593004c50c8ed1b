import { Throttle } from "../log/throttle.js";
import type { Logger } from "../log/logger.js";

const intervalMs = 5 * 60_000;
const logIntervalMs = 60 * 60_000;
export const minKeyLength = 16;

/** The keys in the value of SESSION_SECRET; `undefined` where one of them is too short. */
export function parseSessionKeys(text: string): string[] | undefined {
  const keys = text.split(",").map((key) => key.trim());
  return keys.every((key) => key.length >= minKeyLength) ? keys : undefined;
}

/**
 * The keys of session cookies: the first signs, all verify. They are read again while the process runs, because a key
 * is rotated in two steps: each process has to know it before any process signs with it.
 */
export class SessionKeys {
  /** Always the same array, with the keys that hold now. */
  readonly current: string[];
  readonly #log: Logger;
  readonly #throttle = new Throttle(logIntervalMs);
  #timer: NodeJS.Timeout | undefined;

  constructor(keys: readonly string[], log: Logger) {
    this.current = [...keys];
    this.#log = log;
  }

  /** Reads the secret every five minutes, until it is stopped. What can not be read or used changes nothing. */
  follow(read: () => Promise<string>, everyMs = intervalMs): void {
    this.#timer = setInterval(() => void this.#update(read), everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #update(read: () => Promise<string>): Promise<void> {
    try {
      const keys = parseSessionKeys(await read());
      if (keys === undefined)
        throw new Error(`allowed are at least ${String(minKeyLength)} characters in each session key`);
      if (keys.join() === this.current.join()) return;
      this.current.splice(0, this.current.length, ...keys);
      this.#log.info({ keys: keys.length }, "the keys of session cookies were rotated");
    } catch (error) {
      this.#throttle.run((suppressed) => {
        this.#log.warn({ err: error, suppressed }, "the keys of session cookies could not be read again");
      });
    }
  }
}
