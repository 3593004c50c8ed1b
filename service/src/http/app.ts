import compression from "compression";
import express, { type Express } from "express";
import helmet from "helmet";
import type { KeyValueStore } from "../cache/keyValueStore.js";
import type { ClickBuffer } from "../clicks/clickBuffer.js";
import type { Config } from "../config/config.js";
import { linkRoutes } from "../links/linkRoutes.js";
import type { Links } from "../links/links.js";
import { redirectRoute } from "../links/redirectRoute.js";
import type { Logger } from "../log/logger.js";
import type { Metrics } from "../metrics/metrics.js";
import { sessions } from "../sessions/middleware.js";
import { healthRoutes, type HealthOptions } from "./health.js";
import { methodNotAllowed, notFound, problemHandler } from "./problem.js";
import { rateLimit } from "./rateLimit.js";
import { requestLog } from "./requestLog.js";
import { requestMetrics } from "./requestMetrics.js";

export interface BaseOptions {
  readonly config: Pick<Config, "trustProxyHops">;
  readonly log: Logger;
  readonly health: HealthOptions;
}

/** What every role serves: health, with logging, secure headers, and connections that close while draining. */
function createBase({ config, log, health }: BaseOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", config.trustProxyHops);
  app.use(requestLog(log));
  app.use(helmet());
  app.use((_request, response, next) => {
    // Clients that keep connections open have to come back on a new one, to another process.
    if (health.draining()) response.set("Connection", "close");
    next();
  });
  app.use(healthRoutes(health));
  return app;
}

/** The HTTP interface of a process that serves no users. */
export function createHealthApp(options: BaseOptions): Express {
  return createBase(options).use(notFound).use(problemHandler);
}

export interface AppOptions extends BaseOptions {
  readonly config: Pick<Config, "trustProxyHops" | "publicUrl" | "rateLimitPerMinute" | "sessionSecrets">;
  readonly metrics: Metrics;
  readonly store: KeyValueStore;
  readonly links: Links;
  readonly clicks: Pick<ClickBuffer, "record">;
}

/** The HTTP interface of the service. */
export function createApp({ metrics, store, links, clicks, ...base }: AppOptions): Express {
  const { publicUrl, rateLimitPerMinute, sessionSecrets } = base.config;
  const app = createBase(base);
  app.use(requestMetrics(metrics));
  app
    .route("/")
    .get((_request, response) => {
      response.type("text/plain").send("Hello World!");
    })
    .all(methodNotAllowed(["GET", "HEAD"]));
  app.use(redirectRoute({ links, clicks }));
  app.use(
    "/api/links",
    rateLimit(store, rateLimitPerMinute),
    compression(),
    sessions(store, sessionSecrets),
    linkRoutes({ links, publicUrl }),
  );
  app.use(notFound);
  app.use(problemHandler);
  return app;
}
