import { ClickWorker } from "../clicks/clickWorker.js";
import { ConfigError, type Config } from "../config/config.js";
import { createHealthApp } from "../http/app.js";
import { createCheck } from "../http/check.js";
import { listen } from "../http/server.js";
import type { Logger } from "../log/logger.js";
import { createContext, useDatabase, useQueue } from "./context.js";

/** Counts clicks until a signal; serves its own health. */
export async function worker(config: Config, log: Logger): Promise<void> {
  if (config.queue === undefined) {
    throw new ConfigError([
      "QUEUE_URL: missing, required because a worker of its own shares the queue with web",
    ]);
  }
  const context = createContext({ ...config, shutdown: { ...config.shutdown, delayMs: 0 } }, log);
  const { lifecycle, metrics } = context;
  const database = await useDatabase(context);
  const queue = useQueue(context);
  const app = createHealthApp({
    config,
    log,
    metrics,
    health: {
      checks: {
        database: createCheck("database", () => database.check(), log),
        queue: createCheck("queue", () => queue.check(), log),
      },
      required: ["database", "queue"],
      draining: () => lifecycle.draining,
      broken: () => database.broken(),
    },
  });
  const server = await listen(app, { port: config.port, keepAliveTimeoutMs: config.keepAliveTimeoutMs, log });
  lifecycle.onStop("http", (remainingMs) => server.close(remainingMs));
  const clicks = new ClickWorker({ queue, database, metrics, log });
  lifecycle.onStop("worker", () => clicks.stop());
  log.info({ port: server.port }, `listening on port ${String(server.port)}`);
}
