import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startApplication, Visitor } from "../../test/application.js";
import { backends, openMigrated } from "../../test/databases.js";
import { measured } from "../../test/measured.js";
import { createMemoryStore } from "../cache/memoryStore.js";
import type { Database } from "../db/database.js";
import { newCode } from "../links/code.js";

interface ProblemDocument {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors?: { at: string; detail: string }[];
  readonly requestId: string;
}

let database: Database;
let application: Awaited<ReturnType<typeof startApplication>>;
let visitor: Visitor;
beforeAll(async () => {
  const [embedded] = backends;
  if (embedded === undefined) throw new Error("no database");
  database = await openMigrated(embedded);
});
afterAll(() => database.close());
async function start(variables: Record<string, string> = {}): Promise<void> {
  application = await startApplication({ database, variables });
  visitor = new Visitor(application.base);
}
beforeEach(() => start());
afterEach(() => application.stop());

async function problem(response: Response): Promise<ProblemDocument> {
  expect(response.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
  const document = (await response.json()) as ProblemDocument;
  expect(document.status).toBe(response.status);
  expect(document.requestId).toBe(response.headers.get("x-request-id"));
  return document;
}

const post = (body: string, type = "application/json"): Promise<Response> =>
  visitor.request("/api/links", { method: "POST", body, headers: { "Content-Type": type } });

describe("answers", () => {
  it("W1: greets", async () => {
    const response = await visitor.request("/");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await response.text()).toBe("Hello World!");
  });

  it("W5: have secure headers, and do not name the framework", async () => {
    for (const path of ["/", "/l/nowhere", "/api/links", "/healthz"]) {
      const { headers } = await visitor.request(path);
      expect(headers.get("content-security-policy")).toBe("default-src 'none';frame-ancestors 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("strict-transport-security")).toContain("max-age=31536000");
      expect(headers.get("x-powered-by")).toBeNull();
    }
  });

  it("are compressed when they are long", async () => {
    for (let index = 0; index < 20; index += 1) await visitor.create("https://example.org/");
    expect((await visitor.request("/api/links")).headers.get("content-encoding")).toMatch(/gzip|br/);
  });

  it("set a session cookie that scripts and other sites cannot use, with the first link", async () => {
    expect((await visitor.request("/api/links")).headers.getSetCookie()).toEqual([]);
    const created = await visitor.request("/api/links", {
      method: "POST",
      json: { url: "https://example.org/" },
    });
    expect(created.headers.getSetCookie().join()).toMatch(/^session=.*; HttpOnly; SameSite=Lax$/);
  });

  it("set a secure cookie behind a trusted proxy that speaks TLS", async () => {
    await application.stop();
    await start({ TRUST_PROXY_HOPS: "1" });
    const headers = { "X-Forwarded-Proto": "https" };
    const json = { url: "https://example.org/" };
    const created = await visitor.request("/api/links", { method: "POST", json, headers });
    expect(created.headers.getSetCookie().join()).toContain("; Secure");
    expect(await created.json()).toMatchObject({
      shortUrl: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+\/l\//) as string,
    });
  });

  it("know their host from the Host header alone: whoever asks may send X-Forwarded-Host", async () => {
    await application.stop();
    await start({ TRUST_PROXY_HOPS: "1" });
    const headers = { "X-Forwarded-Host": "evil.test" };
    const json = { url: "https://example.org/" };
    const created = await visitor.request("/api/links", { method: "POST", json, headers });
    expect(await created.json()).toMatchObject({ shortUrl: expect.not.stringContaining("evil") as string });
    const loop = { url: `${application.base}/l/abc` };
    const refused = await visitor.request("/api/links", { method: "POST", json: loop, headers });
    expect(refused.status).toBe(400);
  });

  it("refuse links to any host of the service", async () => {
    await application.stop();
    await start({ PUBLIC_URL: "https://short.test/", OWN_HOSTS: "www.short.test, *.names.test" });
    for (const host of ["short.test", "www.short.test", "any.names.test", new URL(application.base).host])
      expect((await post(`{"url":"http://${host}/l/abc"}`)).status).toBe(400);
    expect((await post('{"url":"https://names.test/"}')).status).toBe(201);
  });

  it("R2: know a visitor again although the cache has lost all sessions", async () => {
    const store = createMemoryStore();
    const { base, stop } = await startApplication({ database, store });
    const mine = new Visitor(base);
    const { code } = await mine.create("https://example.org/");
    await store.close();
    expect((await mine.request(`/api/links/${code}`)).status).toBe(200);
    await stop();
  });

  it("do not believe a proxy that is not trusted", async () => {
    const headers = { "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.test" };
    const json = { url: "https://example.org/" };
    const created = await visitor.request("/api/links", { method: "POST", json, headers });
    expect(await created.json()).toMatchObject({ shortUrl: expect.not.stringContaining("evil") as string });
  });

  it("use the public URL for short URLs, and refuse links to it", async () => {
    await application.stop();
    await start({ PUBLIC_URL: "https://short.test/" });
    expect((await visitor.create("https://example.org/")).shortUrl).toMatch(
      /^https:\/\/short\.test\/l\/\w{8}$/,
    );
    expect((await post('{"url":"https://short.test/l/abc"}')).status).toBe(400);
  });
});

describe("W5: request ids", () => {
  it.each([
    [{ "X-Request-Id": "abc-123" }, "abc-123"],
    [
      { "X-Amzn-Trace-Id": "Root=1-67891233-abcdef012345678912345678" },
      "Root=1-67891233-abcdef012345678912345678",
    ],
    [{ "X-Request-Id": "first", "X-Amzn-Trace-Id": "second" }, "first"],
  ])("are taken over from %j, echoed and logged", async (headers, id) => {
    const response = await visitor.request("/", { headers: headers as Record<string, string> });
    expect(response.headers.get("x-request-id")).toBe(id);
    expect(application.lines).toContainEqual(
      expect.objectContaining({ msg: "request", requestId: id, status: 200 }),
    );
  });

  it.each(["with space", '"}{"', "x".repeat(200)])("are made anew instead of %j", async (given) => {
    const response = await visitor.request("/", { headers: { "X-Request-Id": given } });
    expect(response.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
  });

  it("are logged without query, cookies or other headers", async () => {
    await visitor.create("https://example.org/");
    await visitor.request("/?token=secret", { headers: { Authorization: "Bearer secret" } });
    const text = JSON.stringify(application.lines);
    expect(text).toContain('"path":"/"');
    expect(text).not.toContain("secret");
    expect(text).not.toContain("session=");
  });
});

describe("W5: problem documents", () => {
  it.each([
    [
      '{"url":"ftp://example.org/"}',
      [{ at: "#/url", detail: 'given "ftp://example.org/": allowed are http and https' }],
    ],
    ["{}", [{ at: "#/url", detail: "given nothing: allowed is a text" }]],
    [
      '{"url":"https://example.org/","code":1}',
      [{ at: "#", detail: expect.stringContaining('"code"') as string }],
    ],
  ])("say what is wrong with %s", async (body, errors) => {
    const document = await problem(await post(body));
    expect(document).toMatchObject({ status: 400, title: "Bad Request", errors });
  });

  it("shorten what was given", async () => {
    const document = await problem(
      await post(JSON.stringify({ url: `https://example.org/${"x".repeat(3000)}` })),
    );
    expect(document.errors?.[0]?.detail).toMatch(
      /… \(\d+ characters\): allowed are at most 2048 characters$/,
    );
  });

  it("refuse a link to this very host", async () => {
    const document = await problem(await post(JSON.stringify({ url: `${application.base}/l/abc` })));
    expect(document.errors?.[0]?.detail).toContain("allowed are URLs outside this service");
  });

  it.each([
    ["not JSON", "application/json", 400],
    ['{"url":', "application/json", 400],
    ['{"url":"https://example.org/"}', "text/plain", 415],
    [`{"url":"${"x".repeat(20_000)}"}`, "application/json", 413],
  ])("answer the body %.20s (%s) with %i", async (body, type, status) => {
    expect((await problem(await post(body, type))).status).toBe(status);
  });

  it("say that a body is missing, or empty", async () => {
    const headers = { "Content-Type": "application/json" };
    for (const body of [undefined, ""]) {
      const response = await visitor.request("/api/links", { method: "POST", headers, body: body ?? null });
      expect((await problem(response)).status).toBe(400);
    }
  });

  it.each([5000, 17])("refuse JSON that is nested %i levels deep, before it is parsed", async (depth) => {
    for (const body of ["[".repeat(depth) + "]".repeat(depth), '{"url":'.repeat(depth)]) {
      const answer = await problem(await post(body));
      expect(answer).toMatchObject({ status: body.length > 16_384 ? 413 : 400 });
    }
  });

  it("do not take brackets in text for nesting", async () => {
    const url = `https://example.org/?q=\\"${"[".repeat(50)}`;
    expect((await post(JSON.stringify({ url }))).status).toBe(201);
  });

  it.each(["gzip", "deflate", "br"])("refuse a body in %s: nobody here sends one", async (encoding) => {
    const response = await visitor.request("/api/links", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Content-Encoding": encoding },
      body: gzipSync("[".repeat(100_000)),
    });
    expect((await problem(response)).status).toBe(415);
  });

  it.each(["limit=0", "limit=101", "limit=x", "limit=1&limit=2", "cursor=!", "cursor="])(
    "answer ?%s",
    async (query) => {
      const document = await problem(await visitor.request(`/api/links?${query}`));
      expect(document.status).toBe(400);
      expect(document.errors?.[0]?.at).toBe(`?${query.split("=", 1)[0] ?? ""}`);
    },
  );

  it.each([
    ["/nowhere", 404],
    ["/l/short", 404],
    ["/l/11111111", 404],
    ["/l/%E0%A4%A", 400],
    ["/api/links/11111111", 404],
  ])("answer GET %s with %i", async (path, status) => {
    expect((await problem(await visitor.request(path))).status).toBe(status);
  });

  it.each([
    ["PUT", "/", "GET, HEAD"],
    ["POST", "/l/11111111", "GET, HEAD"],
    ["PATCH", "/api/links", "GET, HEAD, POST"],
    ["PUT", "/api/links/11111111", "DELETE, GET, HEAD"],
    ...["/", "/l/11111111", "/healthz", "/readyz", "/readyz/writes", "/openapi.json"].flatMap((path) =>
      ["PUT", "PATCH", "OPTIONS", "DELETE"].map((method) => [method, path, "GET, HEAD"]),
    ),
  ])("answer %s %s with the methods that are allowed", async (method, path, allow) => {
    const response = await visitor.request(path, { method });
    expect(response.headers.get("allow")).toBe(allow);
    expect((await problem(response)).status).toBe(405);
  });

  it("answer too many requests, per client, with the time to wait", async () => {
    await application.stop();
    await start({ RATE_LIMIT_PER_MINUTE: "2", TRUST_PROXY_HOPS: "1" });
    const from = (address: string) =>
      visitor.request("/api/links", { headers: { "X-Forwarded-For": address } });
    expect((await from("192.0.2.1")).status).toBe(200);
    expect((await from("192.0.2.1")).status).toBe(200);
    const response = await from("192.0.2.1");
    expect((await problem(response)).status).toBe(429);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await from("192.0.2.2")).status).toBe(200);
    expect((await visitor.request("/", { headers: { "X-Forwarded-For": "192.0.2.1" } })).status).toBe(200);
  });
});

describe("W5: unknown codes", () => {
  const codes = (count: number) => Array.from({ length: count }, () => newCode());
  const statuses = async (asked: readonly string[]) => {
    const found: number[] = [];
    for (const code of asked) found.push((await visitor.request(`/l/${code}`)).status);
    return found;
  };

  it("are counted with the requests to the API, per client; links that exist are not", async () => {
    await application.stop();
    await start({ RATE_LIMIT_PER_MINUTE: "3" });
    const { code } = await visitor.create("https://example.org/");
    expect(await statuses([code, code, code, code])).toEqual([302, 302, 302, 302]);
    expect(await statuses([...codes(1), "x", ...codes(2)])).toEqual([404, 404, 429, 429]);
    const refused = await visitor.request(`/l/${newCode()}`);
    expect((await problem(refused)).status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await visitor.request("/api/links")).status).toBe(429);
    // What is cached goes on.
    expect(await statuses([code])).toEqual([302]);
  });

  it("of a client over the limit cost the database nothing", async () => {
    await application.stop();
    await start({ RATE_LIMIT_PER_MINUTE: "3" });
    await statuses(codes(4));
    measured(application.metrics);
    await statuses(codes(20));
    expect(measured(application.metrics)).toMatchObject({ CacheMisses: 0 });
  });

  it("leave nothing in the cache", async () => {
    const store = createMemoryStore();
    const writes = [vi.spyOn(store, "set"), vi.spyOn(store, "setIfAbsent"), vi.spyOn(store, "hit")];
    await application.stop();
    application = await startApplication({ database, store });
    visitor = new Visitor(application.base);
    await statuses(codes(50));
    const keys = new Set(writes.flatMap(({ mock }) => mock.calls.map(([key]) => key)));
    expect([...keys]).toEqual(["rate:127.0.0.1"]);
  });
});

describe("W2: health", () => {
  it("is alive until something is broken for good", async () => {
    expect((await visitor.request("/healthz")).status).toBe(200);
    application.state.broken = "credentials";
    const response = await visitor.request("/healthz");
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ status: "down", reason: "credentials" });
  });

  it("is not ready while draining, and closes connections, but serves", async () => {
    application.state.draining = true;
    const response = await visitor.request("/readyz");
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: "draining" });
    const served = await visitor.request("/");
    expect(served.status).toBe(200);
    expect(served.headers.get("connection")).toBe("close");
  });

  it("is neither measured nor logged at the level of requests", async () => {
    await visitor.request("/healthz");
    await visitor.request("/readyz");
    expect(measured(application.metrics)["Requests"]).toBe(0);
    expect(application.lines.filter(({ level }) => Number(level) >= 30)).toEqual([]);
  });
});
