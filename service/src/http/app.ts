import express, { type Express } from "express";
import helmet from "helmet";
import type { Config } from "../config/config.js";
import type { Logger } from "../log/logger.js";
import { healthRoutes, type HealthOptions } from "./health.js";
import { requestLog } from "./requestLog.js";

export interface AppOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly draining: () => boolean;
  readonly health: Omit<HealthOptions, "draining">;
}

/** The HTTP interface of the service. */
export function createApp({ config, log, draining, health }: AppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", config.trustProxyHops);
  app.use(requestLog(log));
  app.use(helmet());
  app.use((_request, response, next) => {
    // Clients that keep connections open have to come back on a new one, to another process.
    if (draining()) response.set("Connection", "close");
    next();
  });
  app.get("/", (_request, response) => {
    response.type("text/plain").send("Hello World!");
  });
  app.use(healthRoutes({ ...health, draining }));
  return app;
}
