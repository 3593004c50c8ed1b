import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { checkUrl } from "./check";
import type { Expectation } from "./expectation";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A service that answers paths with status and body; what is missing is 404. */
async function serve(
  answers: Record<string, readonly [number, string, Record<string, string>?]>,
): Promise<string> {
  const server = createServer((request, response) => {
    const [status, body, headers = {}] = answers[request.url ?? ""] ?? [404, "not found"];
    response.writeHead(status, headers).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const CHECKS: readonly Expectation[] = [
  { path: "/", status: 200, contains: "Welcome!" },
  { path: "/readyz", status: 200, json: { status: ["up", "degraded"] } },
];

async function check(url: string, checks = CHECKS): Promise<string[]> {
  const lines: string[] = [];
  await checkUrl({ url, checks, request: fetch, log: { log: (line: string) => lines.push(line) } });
  return lines;
}

const READY = [200, '{"status":"up","checks":{"database":"up"}}'] as const;
const HELLO = [200, "Welcome! Good to see you."] as const;

describe("M6: the check of the public URL", () => {
  it("M6: succeeds where the service answers and is ready", async () => {
    const url = await serve({ "/": HELLO, "/readyz": READY });

    expect(await check(url)).toEqual([
      expect.stringMatching(/\/: as expected, after \d+ ms$/),
      expect.stringMatching(/\/readyz: as expected, after \d+ ms$/),
    ]);
  });

  it("M6: succeeds where the service is degraded: it still serves", async () => {
    const url = await serve({ "/": HELLO, "/readyz": [200, '{"status":"degraded"}'] });

    await expect(check(url)).resolves.toHaveLength(2);
  });

  it.each([
    ["answers with an error", { "/": [502, "bad gateway"], "/readyz": READY }, "expected status 200"],
    [
      "answers with something else",
      { "/": [200, "parked"], "/readyz": READY },
      'expected status 200 and the text "Welcome!"; got 200 parked',
    ],
    [
      "has no database",
      { "/": HELLO, "/readyz": [503, '{"status":"down"}'] },
      "/readyz: expected status 200",
    ],
    [
      "says nothing that can be read",
      { "/": HELLO, "/readyz": [200, "<html>"] },
      'expected status 200 and JSON with status "up" or "degraded"; got 200 <html>',
    ],
    ["sends visitors away", { "/": [302, "", { location: "/login" }], "/readyz": READY }, "got 302"],
  ] as const)("M6: fails where the service %s, and says so", async (_title, answers, message) => {
    const url = await serve(answers);

    await expect(check(url)).rejects.toThrow(message);
  });

  it("C8: expects the status that the environment states: a redirect too, which is not followed", async () => {
    const url = await serve({ "/": [302, "", { location: "/login" }] });

    await expect(check(url, [{ path: "/", status: 302 }])).resolves.toHaveLength(1);
    await expect(check(url, [{ path: "/", status: 200 }])).rejects.toThrow("expected status 200; got 302");
  });

  it.each([
    ["a number", { version: [2] }, true],
    ["another number", { version: [1] }, false],
    ["a number as text", { version: ["2"] }, false],
    ["a field that is not there", { name: ["x"] }, false],
  ])("C8: compares fields of a JSON answer with %s", async (_title, json, expected) => {
    const url = await serve({ "/": [200, '{"version":2,"healthy":true}'] });

    const checked = check(url, [{ path: "/", status: 200, json }]);
    await (expected
      ? expect(checked).resolves.toHaveLength(1)
      : expect(checked).rejects.toThrow("JSON with"));
  });

  it("M6: fails where nobody answers", async () => {
    const url = await serve({});
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));

    await expect(check(url)).rejects.toThrow(/\/: no answer: .*ECONNREFUSED/);
  });
});
