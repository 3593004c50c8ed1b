// Measures the service against a bare Express, and across rolling restarts; exit code 1 when a goal is missed.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import pg from "pg";
import { startEmulator } from "../test/emulator.js";
import { serverPassword, startPostgres } from "../../tools/servers/postgres.js";
import { temporaryDirectory } from "../../tools/servers/program.js";
import { startRedis } from "../../tools/servers/redis.js";
import { compare, rolling, type Comparison } from "./measure.js";
import { migrate, Process, type Variables } from "./processes.js";

const goals = { hello: 0.85, redirect: 0.6, memory: 200, requests: 50_000, restarts: 10 };
const region = "us-east-1";
const links = 100;
/** Processors a saturated server has at least when the machine is quiet. */
const quietShare = 0.9;
const cleanups: (() => unknown)[] = [];

async function startEverything(): Promise<Variables> {
  const [postgres, redis, emulator] = await Promise.all([startPostgres(), startRedis(), startEmulator()]);
  cleanups.push(
    () => postgres.stop(),
    () => redis.stop(),
    () => emulator.stop(),
  );
  const aws = { AWS_ENDPOINT_URL: emulator.url, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  Object.assign(process.env, aws);
  const sqs = new SQSClient({ region });
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "clicks" }));
  sqs.destroy();
  return {
    ...aws,
    AWS_REGION: region,
    QUEUE_URL: QueueUrl,
    DB_ENGINE: "postgres",
    DB_HOST: "127.0.0.1",
    DB_PORT: String(postgres.port),
    DB_NAME: "postgres",
    DB_USERNAME: "postgres",
    DB_PASSWORD: serverPassword,
    DB_TLS: "off",
    REDIS_HOST: "127.0.0.1",
    REDIS_PORT: String(redis.port),
    REDIS_TLS: "off",
    SESSION_SECRET: "only for this measurement",
    RATE_LIMIT_PER_MINUTE: "1000000",
    SHUTDOWN_DELAY_SECONDS: "1",
  };
}

/** Paths of new links. */
async function createLinks(port: number, count: number): Promise<string[]> {
  const codes = Array.from({ length: count }, async (_, index) => {
    const response = await fetch(`http://127.0.0.1:${String(port)}/api/links`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ url: `https://example.org/${String(index)}` }),
    });
    return ((await response.json()) as { code: string }).code;
  });
  return (await Promise.all(codes)).map((code) => `/l/${code}`);
}

/** Clicks of a link in the database, once the worker has counted what is on its way. */
async function countedClicks(variables: Variables, path: string, wanted: number): Promise<number> {
  const client = new pg.Client({
    host: "127.0.0.1",
    port: Number(variables["DB_PORT"]),
    user: "postgres",
    password: serverPassword,
    database: "postgres",
  });
  await client.connect();
  let clicks = 0;
  for (let attempt = 0; attempt < 100 && clicks < wanted; attempt += 1) {
    if (attempt > 0) await sleep(100);
    const { rows } = await client.query<{ clicks: string }>("select clicks from links where code = $1", [
      path.replace("/l/", ""),
    ]);
    clicks = Number(rows[0]?.clicks);
  }
  await client.end();
  return clicks;
}

let missed = 0;
function report(what: string, measured: string, goal: string, reached: boolean): void {
  if (!reached) missed += 1;
  console.log(`${reached ? "ok  " : "MISS"}  ${what.padEnd(62)} ${measured.padStart(10)}   goal ${goal}`);
}

/**
 * Throughput decides on a machine that has nothing else to do. On a busy one it says more about the other work, as
 * Redis and the load generator wait for a processor too: then requests per processor time decide.
 */
function reportRatio(name: string, goal: number, { yardstick, ratio }: Comparison): void {
  const busy = yardstick.share < quietShare;
  const share = yardstick.share.toFixed(2);
  console.log(`bare Express: ${yardstick.throughput.toFixed(0)} requests/s on ${share} of a processor`);
  if (busy) console.log("the machine is busy: requests per processor time are judged instead of throughput");
  const { throughput, efficiency } = ratio;
  const [judged, other] = busy ? [efficiency, throughput] : [throughput, efficiency];
  const what = busy ? "requests per processor time" : "throughput";
  report(`${name}, ${what} × bare Express`, judged.toFixed(3), `≥ ${String(goal)}`, judged >= goal);
  console.log(`      (by ${busy ? "throughput" : "processor time"}: ${other.toFixed(3)})`);
}

async function main(): Promise<void> {
  const directory = temporaryDirectory();
  cleanups.push(directory.remove);
  const logFile = join(directory.path, "log");
  const variables = await startEverything();
  migrate(variables);
  const web = await Process.start("../dist/main.js", ["web"], variables, logFile);
  cleanups.push(() => web.stop());
  const bare = await Process.start("bare.mjs", [], {}, logFile);
  cleanups.push(() => bare.stop());
  const paths = await createLinks(web.port, links);
  // A link of its own, so that its clicks are those of the rolling restarts alone.
  const [rollingPath = ""] = await createLinks(web.port, 1);

  let memory = 0;
  const sampler = setInterval(() => (memory = Math.max(memory, web.memory)), 500);
  // One after the other: clicks of redirects are still being sent when their requests have ended.
  const contestants = [
    ["GET /", goals.hello, ["/"]],
    ["cached redirect", goals.redirect, paths],
  ] as const;
  for (const [name, goal, asked] of contestants) {
    const options = { rounds: 15, seconds: 1 };
    const compared = await compare({ process: bare, paths: ["/"] }, { process: web, paths: asked }, options);
    reportRatio(name, goal, compared);
  }
  clearInterval(sampler);
  await Promise.all([web.stop(), bare.stop()]);
  report("memory (MiB)", memory.toFixed(0), `< ${String(goals.memory)}`, memory > 0 && memory < goals.memory);

  const worker = await Process.start("../dist/main.js", ["worker"], variables, logFile);
  cleanups.push(() => worker.stop());
  const { requests: amount, restarts } = goals;
  const result = await rolling(variables, logFile, ["/", rollingPath], { amount, rate: 1250, restarts });
  report(
    `failed of ${String(result.sent)} requests`,
    String(result.failed),
    "0",
    result.failed === 0 && result.sent >= amount,
  );
  report(
    "rolling restarts meanwhile",
    String(result.restarts),
    String(restarts),
    result.restarts === restarts,
  );
  report("processes that did not exit with 0", String(result.badExits), "0", result.badExits === 0);
  const clicks = await countedClicks(variables, rollingPath, result.redirects);
  report("clicks counted", String(clicks), String(result.redirects), clicks === result.redirects);
}

try {
  await main();
} finally {
  for (const cleanup of cleanups.reverse()) await cleanup();
}
process.exitCode = missed > 0 ? 1 : 0;
