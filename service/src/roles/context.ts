import { randomBytes } from "node:crypto";
import { createMemoryStore } from "../cache/memoryStore.js";
import { createRedisStore } from "../cache/redisStore.js";
import { rememberFailedWrites } from "../cache/rememberingStore.js";
import type { KeyValueStore } from "../cache/keyValueStore.js";
import { ConfigError, type Config } from "../config/config.js";
import { readSecret } from "../credentials/secret.js";
import { openDatabase, type Database } from "../db/database.js";
import { Lifecycle } from "../lifecycle/lifecycle.js";
import type { Logger } from "../log/logger.js";
import { reportMetrics } from "../metrics/emf.js";
import { Metrics } from "../metrics/metrics.js";
import { createMemoryQueue } from "../queue/memoryQueue.js";
import type { Queue } from "../queue/queue.js";
import { createSqsQueue } from "../queue/sqsQueue.js";
import { SessionKeys } from "../sessions/sessionKeys.js";

/** What every long-running role needs. */
export interface Context {
  readonly config: Config;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  readonly metrics: Metrics;
}

export function createContext(config: Config, log: Logger): Context {
  const lifecycle = new Lifecycle({ ...config.shutdown, log });
  const metrics = new Metrics();
  const reporter = reportMetrics(metrics, config, log);
  lifecycle.onStop("metrics", () => {
    reporter.stop();
  });
  lifecycle.listen();
  return { config, log, lifecycle, metrics };
}

export async function useDatabase({ config, log, lifecycle, metrics }: Context): Promise<Database> {
  const database = await openDatabase(config.database, { metrics, log });
  lifecycle.onStop("database", () => database.close());
  return database;
}

/** A store, and why only a new process could use it: `undefined` while all is well. */
interface UsedStore {
  readonly store: KeyValueStore;
  readonly broken: () => string | undefined;
}

export function useStore(context: Context): UsedStore {
  const used = openStore(context);
  context.lifecycle.onStop("cache", () => used.store.close());
  return used;
}

function openStore({ config, log, metrics }: Context): UsedStore {
  if (config.redis === undefined) return { store: createMemoryStore(), broken: () => undefined };
  const redis = createRedisStore(config.redis, { metrics, log });
  return { store: rememberFailedWrites(redis), broken: () => redis.broken() };
}

/**
 * The keys of session cookies, which change in place where they come from a secret.
 *
 * @throws {ConfigError} where processes share sessions, and no keys
 */
export async function useSessionKeys({ config, log, lifecycle }: Context): Promise<readonly string[]> {
  const { keys: given, secretArn, refreshMs } = config.sessions;
  if (secretArn === undefined) {
    if (given !== undefined) return given;
    if (config.redis !== undefined) {
      throw new ConfigError([
        "SESSION_SECRET or SESSION_SECRET_ARN: missing, required because REDIS_HOST is set: every process must sign alike",
      ]);
    }
    // Sessions are in memory: none outlives the process.
    return [randomBytes(32).toString("base64url")];
  }
  const keys = await SessionKeys.of(() => readSecret(secretArn), refreshMs, log);
  lifecycle.onStop("session keys", () => {
    keys.stop();
  });
  return keys.current;
}

export function useQueue({ config, lifecycle }: Context): Queue {
  const queue = config.queue
    ? createSqsQueue(config.queue)
    : createMemoryQueue({ visibilityTimeoutMs: 30_000, waitMs: 20_000 });
  lifecycle.onStop("queue", () => queue.close());
  return queue;
}
