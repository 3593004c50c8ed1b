import { isCredentialsError } from "../db/errors.js";
import type { Logger } from "../log/logger.js";
import { Throttle } from "../log/throttle.js";

/** A user name and its password. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** A secret is read no more often than this, however many connections are rejected. */
const minReadIntervalMs = 3000;
const logIntervalMs = 60_000;

/**
 * The login of the database, which is rotated while the process runs. When it is rejected, the secret is read again:
 * all processes have the old one at that moment, and replacing them takes minutes.
 */
export class RotatedLogin {
  readonly #read: (() => Promise<Login>) | undefined;
  readonly #log: Logger;
  readonly #throttle = new Throttle(logIntervalMs);
  #current: Login;
  #reading: Promise<void> | undefined;
  #lastRead = Number.NEGATIVE_INFINITY;

  /** @param read reads the secret; `undefined` where nobody said which one it is: the first login then stays */
  constructor(first: Login, read: (() => Promise<Login>) | undefined, log: Logger) {
    this.#current = first;
    this.#read = read;
    this.#log = log;
  }

  /** Connects; where the login is rejected and the secret holds another by now, once more with that. */
  async connect<T>(attempt: (login: Login) => Promise<T>): Promise<T> {
    const tried = this.#current;
    try {
      return await attempt(tried);
    } catch (error) {
      if (!isCredentialsError(error)) throw error;
      // Somebody else may have read the secret meanwhile.
      if (this.#current === tried) await this.#renew();
      if (this.#current === tried) throw error;
      return attempt(this.#current);
    }
  }

  /** Reads the secret, unless it was read a moment ago; who asks meanwhile waits for the same answer. */
  async #renew(): Promise<void> {
    const read = this.#read;
    if (read === undefined) return;
    if (this.#reading === undefined && performance.now() - this.#lastRead < minReadIntervalMs) return;
    this.#reading ??= this.#take(read).finally(() => {
      this.#reading = undefined;
      this.#lastRead = performance.now();
    });
    await this.#reading;
  }

  async #take(read: () => Promise<Login>): Promise<void> {
    const { username, password } = this.#current;
    try {
      const login = await read();
      if (login.username === username && login.password === password) return;
      this.#current = login;
      this.#log.info("the login of the database was rotated; its secret was read again");
    } catch (error) {
      this.#throttle.run((suppressed) => {
        this.#log.error({ err: error, suppressed }, "the secret of the database cannot be read");
      });
    }
  }
}
