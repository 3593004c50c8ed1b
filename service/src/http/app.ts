import type { RequestListener, ServerResponse } from "node:http";
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
import { openApiRoute } from "../openapi/route.js";
import { sessions } from "../sessions/middleware.js";
import { healthRoutes, type HealthOptions } from "./health.js";
import { withLastAnswer } from "./malformed.js";
import { observe } from "./observe.js";
import { methodNotAllowed, notFound, Problem, problemHandler } from "./problem.js";
import { RateLimit } from "./rateLimit.js";
import { secureHeaders } from "./secureHeaders.js";

// Text, not a buffer: Node.js then sends headers and body in one write.
const hello = "Hello World!";

const noHost = new Problem(400, "The request has no Host header.");

export interface BaseOptions {
  readonly config: Pick<Config, "trustProxyHops">;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly health: HealthOptions;
}

/**
 * Lets answers that begin while the process drains close their connection: clients have to come back on a new one, to
 * another process. Decided when headers are written, because the request may have come before.
 */
function closeWhileDraining(app: Express, draining: () => boolean): void {
  const prototype = Object.getPrototypeOf(app.response) as ServerResponse;
  Object.assign(app.response, {
    writeHead(this: ServerResponse, ...args: Parameters<ServerResponse["writeHead"]>) {
      if (draining()) this.setHeader("Connection", "close");
      return prototype.writeHead.apply(this, args);
    },
  });
}

/** What every answer of every role has: log line, metrics, secure headers. */
function createBase({ config, log, metrics, health }: BaseOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", config.trustProxyHops);
  const watch = observe(log, metrics);
  const secure = secureHeaders();
  closeWhileDraining(app, health.draining);
  // One middleware, not three: Express takes its time for each.
  app.use((request, response, next) => {
    watch(request, response);
    secure(response);
    // https://www.rfc-editor.org/rfc/rfc9112#section-3.2
    if (request.headers.host === undefined && request.httpVersion !== "1.0") next(noHost);
    else next();
  });
  return app;
}

/** The HTTP interface of a process that serves no users. */
export function createHealthApp(options: BaseOptions): RequestListener {
  const app = createBase(options);
  app.use(healthRoutes(options.health)).use(notFound).use(problemHandler(options.log));
  return withLastAnswer(app);
}

export interface AppOptions extends BaseOptions {
  readonly config: Pick<Config, "trustProxyHops" | "publicUrl" | "ownHosts" | "rateLimitPerMinute"> & {
    readonly sessionKeys: readonly string[];
  };
  readonly store: KeyValueStore;
  readonly links: Links;
  readonly clicks: Pick<ClickBuffer, "record">;
}

/** The HTTP interface of the service. */
export function createApp({ store, links, clicks, ...base }: AppOptions): RequestListener {
  const { publicUrl, ownHosts, rateLimitPerMinute, sessionKeys } = base.config;
  const app = createBase(base);
  const limit = new RateLimit(store, rateLimitPerMinute);
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
  app.use(redirectRoute({ links, clicks, limit }));
  app.use(healthRoutes(base.health));
  app.use(openApiRoute());
  app.use(
    "/api/links",
    limit.everyRequest(),
    compression(),
    sessions(store, sessionKeys),
    linkRoutes({ links, publicUrl, ownHosts }),
  );
  app.use(notFound);
  app.use(problemHandler(base.log));
  return withLastAnswer(app);
}
