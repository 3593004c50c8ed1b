import type { Config } from "../config/config.js";
import { createApp } from "../http/app.js";
import { listen } from "../http/server.js";
import { Lifecycle } from "../lifecycle/lifecycle.js";
import type { Logger } from "../log/logger.js";

/** Serves HTTP until a signal. */
export async function web(config: Config, log: Logger): Promise<void> {
  const lifecycle = new Lifecycle({ delayMs: config.shutdown.delayMs, log });
  lifecycle.listen();
  const app = createApp({
    config,
    log,
    draining: () => lifecycle.draining,
    health: { checks: {}, required: [], broken: () => undefined },
  });
  const server = await listen(app, config.port);
  lifecycle.onStop("http", () => server.close(config.shutdown.timeoutMs));
  log.info({ port: server.port }, `listening on port ${String(server.port)}`);
}
