import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { silentLog } from "../../test/log.js";
import { createRedisStore } from "../cache/redisStore.js";
import { ReadThrough } from "../cache/readThrough.js";
import { createMemoryStore } from "../cache/memoryStore.js";
import { ClickBuffer } from "../clicks/clickBuffer.js";
import { ClickWorker } from "../clicks/clickWorker.js";
import type { Database } from "../db/database.js";
import { PoolGauge } from "../db/poolGauge.js";
import { observe } from "../http/observe.js";
import { Metrics } from "../metrics/metrics.js";
import { createMemoryQueue } from "../queue/memoryQueue.js";
import { environment } from "./environment.js";
import type { Variable } from "./variables.js";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const section = (name: string): string =>
  readme.slice(readme.indexOf(`<!-- ${name}:`), readme.indexOf(`<!-- /${name} -->`));
/** The cells of a table, without head. */
const rows = (text: string): string[][] =>
  text
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

it("documents every environment variable as it is", () => {
  const expected = Object.entries<Variable<unknown>>(environment).map(
    ([name, { about, allowed, fallback, secret }]) => [
      `\`${name}\``,
      fallback === undefined ? "" : `\`${fallback}\``,
      `${about}${secret ? " Secret." : ""}`,
      allowed.replaceAll("|", "\\|"),
    ],
  );
  expect(rows(section("variables"))).toEqual(expected);
});

it("documents every metric with its unit", async () => {
  const metrics = new Metrics();
  const queue = createMemoryQueue({ visibilityTimeoutMs: 1, waitMs: 1 });
  const store = createMemoryStore();
  observe(silentLog, metrics);
  new PoolGauge(metrics, 1).released();
  new ReadThrough({
    store,
    metrics,
    prefix: "",
    ttlSeconds: 1,
    absentTtlSeconds: 1,
    unknownTtlSeconds: 1,
    load: () => Promise.resolve(""),
  });
  const redis = { host: "127.0.0.1", port: 1, tls: false, authToken: undefined, credentialsGraceMs: 1 };
  await createRedisStore(redis, { metrics, log: silentLog }).close();
  await new ClickBuffer({ queue, metrics, log: silentLog, flushIntervalMs: 1, maxLinks: 1 }).close(0);
  await new ClickWorker({ queue, metrics, log: silentLog, database: {} as Database }).stop();

  const documented = rows(section("metrics")).flatMap(([names = "", unit = ""]) =>
    names.split(", ").map((name): [string, string] => [name.replaceAll("`", ""), unit]),
  );
  expect(new Map(documented)).toEqual(metrics.units);
});
