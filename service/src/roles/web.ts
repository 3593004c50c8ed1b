import { ClickBuffer } from "../clicks/clickBuffer.js";
import { ClickWorker } from "../clicks/clickWorker.js";
import type { Config } from "../config/config.js";
import { migrate } from "../db/migrate.js";
import { createApp } from "../http/app.js";
import { createCheck } from "../http/check.js";
import { listen } from "../http/server.js";
import { Links } from "../links/links.js";
import type { Logger } from "../log/logger.js";
import { createContext, useDatabase, useQueue, useSessionKeys, useStore } from "./context.js";

/** Serves HTTP until a signal. */
export async function web(config: Config, log: Logger): Promise<void> {
  const context = createContext(config, log);
  const { lifecycle, metrics } = context;
  const sessionKeys = await useSessionKeys(context);
  const database = await useDatabase(context);
  const cache = useStore(context);
  const { store } = cache;
  const queue = useQueue(context);
  // The embedded database belongs to this process alone; no one-off command could migrate it.
  if (config.database.engine === "embedded") await migrate(database, log);
  // Nobody else could take clicks from a queue in memory.
  if (config.queue === undefined) {
    const worker = new ClickWorker({ queue, database, metrics, log });
    lifecycle.onStop("worker", () => worker.drain());
  }
  const clicks = new ClickBuffer({ queue, metrics, log, ...config.clicks });
  lifecycle.onStop("clicks", (remainingMs) => clicks.close(remainingMs));

  const app = createApp({
    config: { ...config, sessionKeys },
    log,
    metrics,
    store,
    clicks,
    links: new Links({ database, store, metrics }),
    health: {
      checks: {
        database: createCheck("database", () => database.check(), log),
        cache: createCheck("cache", () => store.check(), log),
        queue: createCheck("queue", () => queue.check(), log),
      },
      required: ["database"],
      draining: () => lifecycle.draining,
      broken: () => database.broken() ?? cache.broken(),
    },
  });
  const server = await listen(app, { port: config.port, keepAliveTimeoutMs: config.keepAliveTimeoutMs, log });
  lifecycle.onStop("http", (remainingMs) => server.close(remainingMs));
  log.info({ port: server.port }, `listening on port ${String(server.port)}`);
}
