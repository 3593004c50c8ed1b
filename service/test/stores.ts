import { inject } from "vitest";
import type { RedisConfig } from "../src/config/config.js";
import { createMemoryStore } from "../src/cache/memoryStore.js";
import { createRedisStore, type RedisStore } from "../src/cache/redisStore.js";
import { Metrics } from "../src/metrics/metrics.js";
import { silentLog } from "./log.js";

const { redis } = inject("servers");

export const redisAvailable = redis !== undefined;

export function redisConfig(port = redis?.port ?? 0): RedisConfig {
  return { host: "127.0.0.1", port, tls: false, authToken: undefined, credentialsGraceMs: 300 };
}

/** A Redis store that is connected. */
export async function openRedis(
  config: RedisConfig,
  options: { metrics?: Metrics } = {},
): Promise<RedisStore> {
  return new Promise((resolve) => {
    const store = createRedisStore(config, {
      metrics: options.metrics ?? new Metrics(),
      log: silentLog,
      onReady: () => {
        resolve(store);
      },
    });
  });
}

export const stores = [
  { name: "memory", available: true, open: () => Promise.resolve(createMemoryStore()) },
  { name: "Redis", available: redisAvailable, open: () => openRedis(redisConfig()) },
];
