import type { RedisConfig } from "../config/config.js";
import { CredentialsWatch } from "../credentials/credentialsWatch.js";
import type { Logger } from "../log/logger.js";
import type { Metrics } from "../metrics/metrics.js";
import type { KeyValueStore } from "./keyValueStore.js";
import { RedisConnection } from "./redisConnection.js";
import { RedisGuard } from "./redisGuard.js";

export interface RedisStoreOptions {
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Called whenever a connection is made: at first, and again after every outage. Writes may still be refused. */
  readonly onReady?: () => void;
}

export interface RedisStore extends KeyValueStore {
  /** Why only a new process can help: its token was rejected for too long; `undefined` while all is well. */
  broken(): string | undefined;
}

/** Keeps values in Redis. While Redis is away every operation rejects at once, and connecting goes on for ever. */
export function createRedisStore(config: RedisConfig, options: RedisStoreOptions): RedisStore {
  const { log, metrics, onReady } = options;
  const credentials = new CredentialsWatch({ name: "Redis", graceMs: config.credentialsGraceMs, log });
  const connection = new RedisConnection(config, { log, credentials, onReady });
  const { client } = connection;
  const guard = new RedisGuard(connection, { metrics, log });

  return {
    get: (key) => guard.run(async () => (await client.get(key)) ?? undefined),
    set: (key, value, ttlSeconds) =>
      guard.run(async () => {
        await client.set(key, value, { expiration: { type: "EX", value: ttlSeconds } });
      }),
    setIfAbsent: (key, value, ttlSeconds) =>
      guard.run(async () => {
        await client.set(key, value, { expiration: { type: "EX", value: ttlSeconds }, condition: "NX" });
      }),
    touch: (key, ttlSeconds) =>
      guard.run(async () => {
        await client.expire(key, ttlSeconds);
      }),
    delete: (key) =>
      guard.run(async () => {
        await client.del(key);
      }),
    hit: (key, ttlSeconds) =>
      guard.run(async () => {
        const [, count, resetMs] = await client
          .multi()
          .set(key, "0", { expiration: { type: "EX", value: ttlSeconds }, condition: "NX" })
          .incr(key)
          .pTTL(key)
          .execTyped();
        return { count, resetMs };
      }),
    check: () =>
      guard.run(async () => {
        await client.ping();
      }),
    broken: () => credentials.reason,
    close: () => connection.close(),
  };
}
