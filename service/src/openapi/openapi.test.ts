import Ajv from "ajv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApplication, Visitor } from "../../test/application.js";
import { backends, openMigrated } from "../../test/databases.js";
import { silentLog } from "../../test/log.js";
import { createMemoryStore } from "../cache/memoryStore.js";
import { loadConfig } from "../config/config.js";
import { openDatabase, type Database } from "../db/database.js";
import { newCode } from "../links/code.js";
import { Metrics } from "../metrics/metrics.js";

type Application = Awaited<ReturnType<typeof startApplication>>;

interface Body {
  readonly schema: object;
}
interface Described {
  readonly headers?: Readonly<Record<string, object>>;
  readonly content?: Readonly<Record<string, Body>>;
}
interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, Described>>;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Body>> };
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: object };
}

const methods = ["get", "post", "delete"];
const url = "https://example.org/";
const text = "application/json";

let database: Database;
let unreachable: Database;
let up: Application;
let down: Application;
let strict: Application;
let described: Document;
const visitor = { up: new Visitor(""), down: new Visitor("") };
let code: string;

beforeAll(async () => {
  const [embedded] = backends;
  if (embedded === undefined) throw new Error("no database");
  database = await openMigrated(embedded);
  const nowhere = {
    DB_ENGINE: "postgres",
    DB_HOST: "127.0.0.1",
    DB_PORT: "1",
    DB_USERNAME: "u",
    DB_PASSWORD: "p",
  };
  unreachable = await openDatabase(loadConfig({ ...nowhere, DB_TLS: "off" }).database, {
    metrics: new Metrics(),
    log: silentLog,
  });
  // The session of a visitor is known to both.
  const store = createMemoryStore();
  up = await startApplication({ database, store });
  down = await startApplication({ database: unreachable, store });
  down.state.broken = "credentials";
  strict = await startApplication({ database, variables: { RATE_LIMIT_PER_MINUTE: "1" } });
  await fetch(`${strict.base}/api/links`);
  visitor.up = new Visitor(up.base);
  code = (await visitor.up.create(url)).code;
  visitor.down = new Visitor(down.base);
  visitor.down.cookie = visitor.up.cookie;
  described = (await (await fetch(`${up.base}/openapi.json`)).json()) as Document;
});
afterAll(async () => {
  await Promise.all([up.stop(), down.stop(), strict.stop()]);
  await Promise.all([database.close(), unreachable.close()]);
});

const post = (body: string, type = text, key?: string): RequestInit => ({
  method: "POST",
  body,
  headers: { "Content-Type": type, ...(key !== undefined && { "Idempotency-Key": key }) },
});
const link = JSON.stringify({ url });
const ask = (path: string, options?: RequestInit) => visitor.up.request(path, options);
const askDown = (path: string, options?: RequestInit) => visitor.down.request(path, options);
const askStrict = (path: string, options?: RequestInit) =>
  fetch(strict.base + path, { redirect: "manual", ...options });

/** How each answer that is described comes about, by operation and status. */
const exchanges: Readonly<Record<string, () => Promise<Response>>> = {
  "greet 200": () => ask("/"),
  "follow 302": () => ask(`/l/${code}`),
  "follow 404": () => ask(`/l/${newCode()}`),
  "follow 429": () => askStrict(`/l/${newCode()}`),
  "follow 503": () => askDown(`/l/${newCode()}`),
  "health 200": () => ask("/healthz"),
  "health 503": () => askDown("/healthz"),
  "readiness 200": () => ask("/readyz"),
  "readiness 503": () => askDown("/readyz"),
  "writeReadiness 200": () => ask("/readyz/writes"),
  "writeReadiness 503": () => askDown("/readyz/writes"),
  "listLinks 200": () => ask("/api/links?limit=1"),
  "listLinks 400": () => ask("/api/links?limit=0"),
  "listLinks 429": () => askStrict("/api/links"),
  "listLinks 503": () => askDown("/api/links"),
  "createLink 201": () => ask("/api/links", post(link)),
  "createLink 400": () => ask("/api/links", post('{"url":1,"x":2}')),
  "createLink 413": () => ask("/api/links", post(JSON.stringify({ url: "x".repeat(20_000) }))),
  "createLink 415": () => ask("/api/links", post(link, "text/plain")),
  "createLink 422": async () => {
    await ask("/api/links", post(link, text, "one-key"));
    return ask("/api/links", post(JSON.stringify({ url: `${url}other` }), text, "one-key"));
  },
  "createLink 429": () => askStrict("/api/links", post(link)),
  "createLink 503": () => askDown("/api/links", post(link)),
  "showLink 200": () => ask(`/api/links/${code}`),
  "showLink 404": () => ask(`/api/links/${newCode()}`),
  "showLink 429": () => askStrict(`/api/links/${code}`),
  "showLink 503": () => askDown(`/api/links/${code}`),
  "deleteLink 204": async () =>
    ask(`/api/links/${(await visitor.up.create(url)).code}`, { method: "DELETE" }),
  "deleteLink 404": () => ask(`/api/links/${newCode()}`, { method: "DELETE" }),
  "deleteLink 429": () => askStrict(`/api/links/${code}`, { method: "DELETE" }),
  "deleteLink 503": () => askDown(`/api/links/${code}`, { method: "DELETE" }),
};

function operations(): Operation[] {
  return Object.values(described.paths).flatMap((path) =>
    Object.entries(path).flatMap(([name, operation]) => (methods.includes(name) ? [operation] : [])),
  );
}

/** What is wrong with a value; `undefined` where it is as the schema says. */
function mismatch(schema: object, value: unknown): string | undefined {
  const validator = new Ajv({ allErrors: true });
  const whole = { ...schema, components: described.components };
  return validator.validate(whole, value) === true ? undefined : validator.errorsText();
}

describe("W5: GET /openapi.json", () => {
  it("describes no answer that does not come about here, and leaves none of them out", () => {
    const all = operations().flatMap(({ operationId, responses }) =>
      Object.keys(responses).map((status) => `${operationId} ${status}`),
    );
    expect(all.sort()).toEqual(Object.keys(exchanges).sort());
  });

  it.each(Object.entries(exchanges))("is right about %s", async (name, exchange) => {
    const [operationId, status = ""] = name.split(" ");
    const response = await exchange();
    expect(response.status).toBe(Number(status));
    const { headers = {}, content } =
      operations().find((operation) => operation.operationId === operationId)?.responses[status] ?? {};
    for (const header of Object.keys(headers)) expect(response.headers.get(header), header).not.toBeNull();
    const body = await response.text();
    if (content === undefined) {
      expect(body).toBe("");
      return;
    }
    const [type = ""] = (response.headers.get("content-type") ?? "").split(";");
    expect(Object.keys(content)).toEqual([type]);
    const { schema } = content[type] ?? {};
    if (schema === undefined) throw new Error(`no schema of ${type}`);
    expect(mismatch(schema, type.endsWith("json") ? JSON.parse(body) : body)).toBeUndefined();
  });

  it("describes the input as it is checked", async () => {
    const create = operations().find(({ operationId }) => operationId === "createLink");
    const { schema } = create?.requestBody?.content[text] ?? {};
    if (schema === undefined) throw new Error("no body is described");
    for (const body of [
      { url },
      { url: 1 },
      {},
      { url, more: 1 },
      { url: url + "x".repeat(2100) },
      [],
      null,
    ]) {
      const { status } = await ask("/api/links", post(JSON.stringify(body)));
      expect(mismatch(schema, body) === undefined, JSON.stringify(body)).toBe(status === 201);
    }
  });

  it.each([
    ["limit", ["1", "99", "0", "x", ""]],
    ["Idempotency-Key", ["a-key", "with space", "k".repeat(256)]],
  ])("describes the parameter %s as it is checked", async (name, values) => {
    const parameter = operations()
      .flatMap(({ parameters = [] }) => parameters)
      .find((one) => one.name === name);
    if (parameter === undefined) throw new Error(`${name} is not described`);
    for (const value of values) {
      const answer =
        parameter.in === "query"
          ? ask(`/api/links?${name}=${value}`)
          : ask("/api/links", post(link, text, value));
      expect(mismatch(parameter.schema, value) === undefined, value).toBe((await answer).status < 300);
    }
  });

  it("refers to nothing that is not there", () => {
    const names = [...JSON.stringify(described).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
      ([, name]) => name,
    );
    expect(new Set(names)).toEqual(new Set(Object.keys(described.components.schemas)));
  });
});
