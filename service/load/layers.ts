// Serves `GET /` with the layers of the application up to the one that the first argument names.
import { createServer, type RequestListener } from "node:http";
import express, { type Express } from "express";
import { createMemoryStore } from "../src/cache/memoryStore.js";
import { loadConfig } from "../src/config/config.js";
import type { Database } from "../src/db/database.js";
import { createApp } from "../src/http/app.js";
import { observe } from "../src/http/observe.js";
import { secureHeaders } from "../src/http/secureHeaders.js";
import { Links } from "../src/links/links.js";
import { createLogger, type Logger } from "../src/log/logger.js";
import { Metrics } from "../src/metrics/metrics.js";
import type { LayerName } from "./layerNames.js";

const text = "Hello World!";
const config = loadConfig(process.env);
const log = createLogger(config);
const silent = createLogger({ ...config, logLevel: "silent" });

/** As the application answers: headers and body in one write, without a validator for caches. */
function plainAnswer(app: Express): Express {
  return app.get("/", (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/plain; charset=utf-8", "Content-Length": text.length });
    response.end(text);
  });
}

function observed(logger: Logger, { secure }: { secure: boolean }): Express {
  const app = express();
  app.disable("x-powered-by");
  const watch = observe(logger, new Metrics());
  const setHeaders = secure ? secureHeaders() : () => undefined;
  app.use((request, response, next) => {
    watch(request, response);
    setHeaders(response);
    next();
  });
  return plainAnswer(app);
}

/** What `GET /` never asks is not there. */
function application(): RequestListener {
  const [metrics, store] = [new Metrics(), createMemoryStore()];
  return createApp({
    config: { ...config, sessionKeys: ["the key of a measurement"] },
    log,
    metrics,
    store,
    links: new Links({ database: {} as Database, metrics, store }),
    clicks: { record: () => undefined },
    health: { checks: {}, required: [], draining: () => false, broken: () => undefined },
  });
}

const layers: Readonly<Record<LayerName, () => RequestListener>> = {
  http: () => (_request, response) => {
    response.end(text);
  },
  // The "Hello World!" of its documentation, with nothing else.
  express: () =>
    express().get("/", (_request, response) => {
      response.send(text);
    }),
  answer: () => plainAnswer(express()),
  observe: () => observed(silent, { secure: false }),
  log: () => observed(log, { secure: false }),
  headers: () => observed(log, { secure: true }),
  application,
};

const layer = layers[process.argv[2] as LayerName];
createServer(layer()).listen(config.port, "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
