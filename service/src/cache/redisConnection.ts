import { createClient } from "@redis/client";
import type { RedisConfig } from "../config/config.js";
import type { CredentialsWatch } from "../credentials/credentialsWatch.js";
import { Throttle } from "../log/throttle.js";
import type { Logger } from "../log/logger.js";
import { Pace } from "./pace.js";

type Client = ReturnType<typeof createClient>;

const connectTimeoutMs = 2000;
const pingIntervalMs = 30_000;
const logIntervalMs = 60_000;
/** Time in ms that commands in flight get when the connection is closed. */
const closeTimeoutMs = 500;

/** What Redis answers where the token is wrong, or there is none. */
const rejection = /^(WRONGPASS|NOAUTH) /;

export interface RedisConnectionOptions {
  readonly log: Logger;
  readonly credentials: CredentialsWatch;
  /** Called whenever a connection is made. */
  readonly onReady: (() => void) | undefined;
}

/**
 * The connection to Redis: made in the background, and made anew for ever. All attempts keep one pace, which the
 * client's own strategy can not do: after the loss of a connection that worked, it connects at once.
 */
export class RedisConnection {
  readonly client: Client;
  readonly #pace = new Pace();
  #next: NodeJS.Timeout | undefined;
  #closed = false;

  constructor({ host, port, tls, authToken }: RedisConfig, options: RedisConnectionOptions) {
    const { log, credentials, onReady } = options;
    const failures = new Throttle(logIntervalMs);
    const connections = new Throttle(logIntervalMs);
    const socket = { host, port, connectTimeout: connectTimeoutMs, reconnectStrategy: false as const };
    this.client = createClient({
      socket: tls ? { ...socket, tls: true } : socket,
      ...(authToken !== undefined && { password: authToken }),
      disableOfflineQueue: true,
      pingInterval: pingIntervalMs,
      maintNotifications: "disabled",
    });
    this.client.on("error", (error: unknown) => {
      // Tokens are rotated, and connecting goes on.
      if (error instanceof Error && rejection.test(error.message)) credentials.rejected();
      failures.run((suppressed) => {
        log.warn({ err: error, suppressed }, "Redis is not available; its data is served from the database");
      });
    });
    this.client.on("ready", () => {
      credentials.accepted();
      connections.run((suppressed) => {
        log.info({ host, port, suppressed }, "connected to Redis");
      });
      onReady?.();
    });
    this.client.on("terminated", () => {
      this.#connectLater();
    });
    this.#connect();
  }

  /** Replaces a connection that works but leads to the wrong server, or to nobody. It is used until then. */
  replace(): void {
    if (this.client.isReady) this.#connectLater();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#next);
    const { client } = this;
    if (!client.isReady) {
      client.destroy();
      return;
    }
    // Commands in flight get their answers, unless there will be none.
    const cut = setTimeout(() => {
      client.destroy();
    }, closeTimeoutMs);
    await client.close();
    clearTimeout(cut);
  }

  #connectLater(): void {
    if (this.#closed) return;
    this.#next ??= setTimeout(() => {
      this.#next = undefined;
      this.client.destroy();
      this.#connect();
    }, this.#pace.next()).unref();
  }

  #connect(): void {
    // What fails is reported by the events.
    this.client.connect().catch(() => undefined);
  }
}
