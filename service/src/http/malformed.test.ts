import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApplication } from "../../test/application.js";
import { backends, openMigrated } from "../../test/databases.js";
import type { Database } from "../db/database.js";

const timeouts = { headersMs: 400, requestMs: 800, checkMs: 50 };

let database: Database;
let application: Awaited<ReturnType<typeof startApplication>>;
beforeAll(async () => {
  const [embedded] = backends;
  if (embedded === undefined) throw new Error("no database");
  database = await openMigrated(embedded);
  application = await startApplication({ database, server: { timeouts, keepAliveTimeoutMs: 5000 } });
});
afterAll(async () => {
  await application.stop();
  await database.close();
});

/** Sends the parts, with pauses in between, and waits until the server closes the connection. */
async function exchange(parts: readonly string[], pauseMs = 0) {
  const socket = connect(application.port, "127.0.0.1");
  let text = "";
  socket.setEncoding("latin1").on("data", (data: string) => (text += data));
  socket.on("error", () => undefined);
  await once(socket, "connect");
  const started = performance.now();
  const closed = once(socket, "close");
  for (const part of parts) {
    socket.write(part, "latin1");
    await sleep(pauseMs);
  }
  await closed;
  return { text, ms: performance.now() - started };
}

/** The last answer of an exchange: it must be a problem document that closes the connection. */
function problem(text: string): number {
  const answer = text.slice(text.lastIndexOf("HTTP/1.1 "));
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  const status = Number(head.split(" ")[1]);
  expect(head).toMatch(/^content-type: application\/problem\+json; charset=utf-8$/im);
  expect(head).toMatch(/^connection: close$/im);
  const [, id] = /^x-request-id: (.*)$/im.exec(head) ?? [];
  expect(JSON.parse(body)).toMatchObject({ status, requestId: id, detail: expect.any(String) as string });
  return status;
}

const close = "Connection: close\r\n\r\n";

describe("W5: what is no HTTP request is answered with a problem document", () => {
  it.each([
    ["no method", "\x16\x03\x01\x02\r\n\r\n", 400],
    ["an unknown method", "BREW / HTTP/1.1\r\nHost: h\r\n\r\n", 400],
    ["another version", "GET / HTTP/9.9\r\nHost: h\r\n\r\n", 400],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
    ["a header without a colon", "GET / HTTP/1.1\r\nHost h\r\n\r\n", 400],
    ["two lengths", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", 400],
    [
      "length and chunks",
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx",
      400,
    ],
    ["headers without end", `GET / HTTP/1.1\r\nHost: h\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, 431],
    ["no host", `GET / HTTP/1.1\r\n${close}`, 400],
    ["an expectation", `GET / HTTP/1.1\r\nHost: h\r\nExpect: miracles\r\n${close}`, 417],
    ["a tunnel", `CONNECT example.org:443 HTTP/1.1\r\nHost: h\r\n${close}`, 405],
    ["a bad chunk", "POST /api/links HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400],
    ["one after a good request", "GET / HTTP/1.1\r\nHost: h\r\n\r\nnonsense\r\n\r\n", 400],
  ])("%s", async (_what, request, status) => {
    expect(problem((await exchange([request])).text)).toBe(status);
  });

  it("takes a request of HTTP/1.0 without host", async () => {
    expect((await exchange(["GET / HTTP/1.0\r\n\r\n"])).text).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("W5: a slow client", () => {
  it("is cut off soon after the time for headers, with 408", async () => {
    const { text, ms } = await exchange(["GET / HTTP/1.1\r\n", "Host: h\r\n"], 100);
    expect(problem(text)).toBe(408);
    expect(ms).toBeGreaterThan(timeouts.headersMs - 100);
    expect(ms).toBeLessThan(timeouts.headersMs + 500);
  });

  it("is cut off that soon in its second request on a connection too", async () => {
    const good = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    const { text, ms } = await exchange([good, "GET / HTTP/1.1\r\n"], 100);
    expect(problem(text)).toBe(408);
    expect(ms).toBeLessThan(timeouts.headersMs + 700);
  });

  it("is cut off after the time for the whole request, however often it sends something", async () => {
    const head =
      "POST /api/links HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n";
    const { text, ms } = await exchange([head, ...Array.from({ length: 12 }, () => "{")], 100);
    expect(problem(text)).toBe(408);
    expect(ms).toBeLessThan(timeouts.requestMs + 900);
  });
});

describe("W5: a connection that is kept", () => {
  it("is idle for longer than headers may take, and serves the next request", async () => {
    const good = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    const last = `GET / HTTP/1.1\r\nHost: h\r\n${close}`;
    const { text } = await exchange([good, good, last], timeouts.headersMs * 2);
    expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
  });
});
