import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { environment, MINIMAL } from "../testing/synthesize";
import { awakeRegions, smokeTest, SmokeTestError } from "./smoke-test";

const QUICK = { withinMs: 200, everyMs: 20, timeoutMs: 100 };
const CHECKS = ["/", "/readyz"].map((path) => ({ path, status: 200 }));
/** For what is to succeed, on a busy machine too. */
const PATIENT = { withinMs: 20_000, everyMs: 20, timeoutMs: 1500 };

describe("awakeRegions", () => {
  const both = environment({ ...MINIMAL, regions: [{ name: "us-east-1" }, { name: "us-west-2" }] });
  const tasks = (east: number, west: number) =>
    new Map([
      ["us-east-1", new Map([["web", east]])],
      ["us-west-2", new Map([["web", west]])],
    ]);

  it("P2, X1: are those where the web service has tasks, whatever another region has", () => {
    expect(awakeRegions(both, tasks(2, 2))).toEqual(["us-east-1", "us-west-2"]);
    expect(awakeRegions(both, tasks(0, 2))).toEqual(["us-west-2"]);
    expect(awakeRegions(both, tasks(2, 0))).toEqual(["us-east-1"]);
    expect(awakeRegions(both, tasks(0, 0))).toEqual([]);
  });

  it("P2: are not those alone whose worker has none", () => {
    const worker = new Map([
      [
        "us-east-1",
        new Map([
          ["web", 1],
          ["worker", 0],
        ]),
      ],
    ]);
    expect(awakeRegions(environment(MINIMAL), worker)).toEqual(["us-east-1"]);
  });
});

describe("smokeTest", () => {
  let server: Server;
  let url: string;
  let asked: string[];
  /** What each path answers, in order; the last answer stays. `hang` never answers. */
  let answers: Record<string, (number | "hang")[]>;

  beforeEach(async () => {
    asked = [];
    answers = { "/": [200], "/readyz": [200] };
    server = createServer((request, response) => {
      const path = request.url ?? "";
      asked.push(path);
      const [next, ...rest] = answers[path] ?? [404];
      if (rest.length > 0) answers[path] = rest;
      if (next !== "hang") response.writeHead(next ?? 404).end("cache is down");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("P2: asks for the page and for readiness", async () => {
    await smokeTest(url, CHECKS, PATIENT);
    expect(asked).toEqual(["/", "/readyz"]);
  });

  it("P2: tries again until it answers", async () => {
    answers["/"] = [503, "hang", 200];
    await smokeTest(url, CHECKS, PATIENT);
    expect(asked).toEqual(["/", "/", "/", "/readyz"]);
  });

  it("P2: gives up in time, with the last answer", async () => {
    answers["/readyz"] = [503];
    const failed = smokeTest(url, CHECKS, QUICK);
    await expect(failed).rejects.toThrow(SmokeTestError);
    await expect(failed).rejects.toThrow(
      /\/readyz answered 503: cache is down; expected is status 200; tried for \d\.\d s/,
    );
  });

  it("P2: says why nothing answers at all", async () => {
    await expect(smokeTest("http://127.0.0.1:1", CHECKS, QUICK)).rejects.toThrow(
      /127\.0\.0\.1:1\/ did not answer: .*(ECONNREFUSED|bad port)/,
    );
  });

  it("P2: ends at once when it is interrupted", async () => {
    answers["/"] = [503];
    const signal = AbortSignal.timeout(50);
    await expect(smokeTest(url, CHECKS, { withinMs: 60_000, everyMs: 30_000, signal })).rejects.toThrow(
      /abort/i,
    );
  });
});
