import type { KeyValueStore } from "../src/cache/keyValueStore.js";
import { createMemoryStore } from "../src/cache/memoryStore.js";
import { loadConfig } from "../src/config/config.js";
import type { Database } from "../src/db/database.js";
import { createApp } from "../src/http/app.js";
import { createCheck } from "../src/http/check.js";
import { listen, type ServerOptions } from "../src/http/server.js";
import { Links } from "../src/links/links.js";
import { Metrics } from "../src/metrics/metrics.js";
import { createTestLog } from "./log.js";

export interface ApplicationOptions {
  readonly database: Database;
  readonly store?: KeyValueStore;
  readonly variables?: Record<string, string>;
  readonly queueCheck?: () => Promise<void>;
  /** The keys of session cookies. @default one for all tests */
  readonly sessionKeys?: readonly string[];
  /** How its server differs from the usual. */
  readonly server?: Partial<ServerOptions>;
}

/** The application on a port of its own, with switches for what surrounds it. */
export async function startApplication({
  database,
  store = createMemoryStore(),
  ...options
}: ApplicationOptions) {
  const { log, lines } = createTestLog();
  const metrics = new Metrics();
  const clicks: string[] = [];
  const state = { draining: false, broken: undefined as string | undefined };
  const config = loadConfig(options.variables ?? {});
  const app = createApp({
    config: { ...config, sessionKeys: options.sessionKeys ?? ["the session key of the tests"] },
    log,
    metrics,
    store,
    clicks: { record: (code) => clicks.push(code) },
    links: new Links({ database, store, metrics }),
    health: {
      checks: {
        database: createCheck("database", () => database.check(), log),
        cache: createCheck("cache", () => store.check(), log),
        queue: createCheck("queue", options.queueCheck ?? (() => Promise.resolve()), log),
      },
      required: ["database"],
      draining: () => state.draining,
      broken: () => state.broken,
    },
  });
  const { keepAliveTimeoutMs } = config;
  const host = "127.0.0.1";
  const server = await listen(app, { port: 0, host, keepAliveTimeoutMs, log, ...options.server });
  const base = `http://${host}:${String(server.port)}`;
  const stop = (): Promise<void> => server.close(0);
  return { base, port: server.port, clicks, lines, metrics, state, stop };
}

/** A client that keeps cookies, as a browser does. */
export class Visitor {
  cookie: string | undefined;

  constructor(private readonly base: string) {}

  async request(path: string, options: RequestInit & { json?: unknown } = {}): Promise<Response> {
    const headers = new Headers(options.headers);
    if (this.cookie !== undefined) headers.set("Cookie", this.cookie);
    if (options.json !== undefined) headers.set("Content-Type", "application/json");
    const response = await fetch(this.base + path, {
      redirect: "manual",
      ...options,
      headers,
      ...(options.json !== undefined && { body: JSON.stringify(options.json) }),
    });
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) this.cookie = cookie.split(";", 1)[0];
    return response;
  }

  async create(url: string): Promise<{ code: string; shortUrl: string }> {
    const response = await this.request("/api/links", { method: "POST", json: { url } });
    if (response.status !== 201) throw new Error(`${String(response.status)} ${await response.text()}`);
    return (await response.json()) as { code: string; shortUrl: string };
  }
}
