import { Throttle } from "../log/throttle.js";
import type { Logger } from "../log/logger.js";

/** A secret that can not be read at the start, such as before a new permission holds, is tried again for this long. */
const patienceMs = 60_000;
const pauseMs = 2000;
const logIntervalMs = 60 * 60_000;
export const minKeyLength = 16;

/** The keys in the text of the secret; `undefined` where one of them is too short. */
export function parseSessionKeys(text: string): string[] | undefined {
  const keys = text.split(",").map((key) => key.trim());
  return keys.every((key) => key.length >= minKeyLength) ? keys : undefined;
}

/** Reads the text of the secret. */
export type ReadKeys = () => Promise<string>;

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

  /**
   * The keys of a secret, which are followed until they are stopped.
   *
   * @param everyMs time in ms between two readings
   * @throws {Error} where the secret could not be read or used for a minute
   */
  static async of(read: ReadKeys, everyMs: number, log: Logger): Promise<SessionKeys> {
    const started = performance.now();
    for (;;) {
      try {
        const keys = new SessionKeys(usable(await read()), log);
        keys.follow(read, everyMs);
        return keys;
      } catch (error) {
        if (performance.now() - started >= patienceMs) throw error;
        log.warn({ err: error }, "the keys of session cookies could not be read; trying again");
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }

  /** Reads the secret at intervals, until it is stopped. What can not be read or used changes nothing. */
  follow(read: ReadKeys, everyMs: number): void {
    this.#timer = setInterval(() => void this.#update(read), everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #update(read: ReadKeys): Promise<void> {
    try {
      const keys = usable(await read());
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

function usable(text: string): string[] {
  const keys = parseSessionKeys(text);
  if (keys === undefined)
    throw new Error(`allowed are at least ${String(minKeyLength)} characters in each session key`);
  return keys;
}
