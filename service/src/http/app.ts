import compression from "compression";
import express, { type Express } from "express";
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
import { observe } from "./observe.js";
import { methodNotAllowed, notFound, problemHandler } from "./problem.js";
import { rateLimit } from "./rateLimit.js";
import { secureHeaders } from "./secureHeaders.js";

// Text, not a buffer: Node.js then sends headers and body in one write.
const hello = "Hello World!";

export interface BaseOptions {
  readonly config: Pick<Config, "trustProxyHops">;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly health: HealthOptions;
}

/** What every answer of every role has: log line, metrics, secure headers; connections close while draining. */
function createBase({ config, log, metrics, health }: BaseOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", config.trustProxyHops);
  const watch = observe(log, metrics);
  const secure = secureHeaders();
  // One middleware, not three: Express takes its time for each.
  app.use((request, response, next) => {
    watch(request, response);
    secure(response);
    // Clients that keep connections open have to come back on a new one, to another process.
    if (health.draining()) response.setHeader("Connection", "close");
    next();
  });
  return app;
}

/** The HTTP interface of a process that serves no users. */
export function createHealthApp(options: BaseOptions): Express {
  return createBase(options).use(healthRoutes(options.health)).use(notFound).use(problemHandler(options.log));
}

export interface AppOptions extends BaseOptions {
  readonly config: Pick<
    Config,
    "trustProxyHops" | "publicUrl" | "ownHosts" | "rateLimitPerMinute" | "sessionSecrets"
  >;
  readonly store: KeyValueStore;
  readonly links: Links;
  readonly clicks: Pick<ClickBuffer, "record">;
}

/** The HTTP interface of the service. */
export function createApp({ store, links, clicks, ...base }: AppOptions): Express {
  const { publicUrl, ownHosts, rateLimitPerMinute, sessionSecrets } = base.config;
  const app = createBase(base);
  app
    .route("/")
    .get((_request, response) => {
      response.writeHead(200, {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": hello.length,
      });
      response.end(hello);
    })
    .all(methodNotAllowed(["GET", "HEAD"]));
  app.use(redirectRoute({ links, clicks }));
  app.use(healthRoutes(base.health));
  app.use(
    "/api/links",
    rateLimit(store, rateLimitPerMinute),
    compression(),
    sessions(store, sessionSecrets),
    linkRoutes({ links, publicUrl, ownHosts }),
  );
  app.use(notFound);
  app.use(problemHandler(base.log));
  return app;
}
