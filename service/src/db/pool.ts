import type { ServerDatabaseConfig } from "../config/config.js";
import type { CredentialsWatch } from "../credentials/credentialsWatch.js";
import type { Login, RotatedLogin } from "../credentials/rotatedLogin.js";
import type { Logger } from "../log/logger.js";
import { DatabaseUnavailableError, isConnectionError, isCredentialsError } from "./errors.js";
import type { PoolGauge } from "./poolGauge.js";
import type { TlsOptions } from "./tls.js";

export interface PoolOptions {
  readonly config: ServerDatabaseConfig;
  readonly host: string;
  /** `undefined` connects without TLS. */
  readonly tls: TlsOptions | undefined;
  readonly gauge: PoolGauge;
  readonly login: RotatedLogin;
  readonly credentials: CredentialsWatch;
  readonly log: Logger;
}

/**
 * One use of one connection, from acquiring to releasing it. After an error of the connection nothing more is
 * sent over it, and it is closed instead of given back: otherwise the next user would wait behind a statement
 * that timed out, or write to a server that has become a replica.
 */
export class Lease {
  #failure: DatabaseUnavailableError | undefined;

  /** Why the connection must be closed; `undefined` while it is good. */
  get failure(): DatabaseUnavailableError | undefined {
    return this.#failure;
  }

  async run<T>(query: () => Promise<T>): Promise<T> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return await query();
    } catch (error) {
      if (!isConnectionError(error)) throw error;
      this.#failure = new DatabaseUnavailableError(error);
      throw this.#failure;
    }
  }
}

/** Acquires a connection; a failure becomes a {@link DatabaseUnavailableError} and is measured. */
export async function acquire<T>(
  { gauge, login, credentials }: Pick<PoolOptions, "gauge" | "login" | "credentials">,
  connect: (login: Login) => Promise<T>,
  probe: () => Promise<void>,
): Promise<T> {
  try {
    return await gauge.acquire(() => login.connect(connect));
  } catch (error) {
    if (isCredentialsError(error)) credentials.rejected(probe);
    throw new DatabaseUnavailableError(error);
  }
}
