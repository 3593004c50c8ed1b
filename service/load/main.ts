// Measures the service against a bare Express, and across rolling restarts; exit code 1 when a goal is missed.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { build } from "esbuild";
import pg from "pg";
import { startEmulator } from "../test/emulator.js";
import { serverPassword, startPostgres } from "../../tools/servers/postgres.js";
import { temporaryDirectory } from "../../tools/servers/program.js";
import { startRedis } from "../../tools/servers/redis.js";
import { compareCosts, type Contestant, type Cost } from "./cost.js";
import { imageNode } from "./imageNode.js";
import { layerNames, type LayerName } from "./layerNames.js";
import { migrate, Process, type Program, type Variables } from "./processes.js";
import { rolling } from "./rolling.js";

const goals = { hello: 0.85, redirect: 0.6, memory: 200, requests: 50_000, restarts: 10 };
const region = "us-east-1";
const links = 100;
const rounds = 21;
const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
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

/** Processor time of one request, layer by layer: each row has what the rows before have, and something more. */
function printCosts(title: string, costs: readonly Cost[]): void {
  console.log(`\n${title.padEnd(52)} µs/request     more   × bare Express (95 %)`);
  let before: number | undefined;
  for (const { name, microseconds, ratio, interval } of costs) {
    const more = before === undefined ? "" : (microseconds - before).toFixed(1);
    const [low, high] = interval.map((value) => value.toFixed(3));
    console.log(
      `  ${name.padEnd(50)} ${microseconds.toFixed(1).padStart(10)} ${more.padStart(8)}   ${ratio.toFixed(3)} (${low ?? ""} to ${high ?? ""})`,
    );
    before = microseconds;
  }
}

/** A goal is missed where all of the interval is below it. */
function reportCost(goal: number, cost: Cost | undefined): void {
  if (cost === undefined) throw new Error("nothing was measured");
  const [low, high] = cost.interval;
  const what = `${cost.name}, requests per processor time × bare Express`;
  report(what, cost.ratio.toFixed(3), `≥ ${String(goal)}`, high >= goal);
  if (low < goal && goal <= high)
    console.log("      not certain: the goal is within the interval; measure again");
}

/** Servers of the layers, each a process of its own. */
async function startLayers(node: string, directory: string, logFile: string): Promise<Contestant[]> {
  const script = join(directory, "layers.mjs");
  await build({
    entryPoints: [file("layers.ts")],
    outfile: script,
    bundle: true,
    platform: "node",
    format: "esm",
    // As the service itself is bundled, so that no difference comes from that.
    minifyWhitespace: true,
    minifySyntax: true,
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
  const names = Object.keys(layerNames) as LayerName[];
  return Promise.all(
    names.map(async (layer) => {
      const process = await Process.start({ node, script, args: [layer], readyPath: "/" }, {}, logFile);
      cleanups.push(() => process.stop());
      return { name: layerNames[layer], process, paths: ["/"] };
    }),
  );
}

async function main(): Promise<void> {
  const directory = temporaryDirectory();
  cleanups.push(directory.remove);
  const logFile = join(directory.path, "log");
  const variables = await startEverything();
  const { path: node, description } = imageNode();
  const program = (role: string): Program => ({
    node,
    script: file("../dist/main.js"),
    args: [role],
    readyPath: "/readyz",
  });
  migrate(program("migrate"), variables);
  const web = await Process.start(program("web"), variables, logFile);
  cleanups.push(() => web.stop());
  const paths = await createLinks(web.port, links);
  // A link of its own, so that its clicks are those of the rolling restarts alone.
  const [rollingPath = ""] = await createLinks(web.port, 1);

  let memory = 0;
  const sampler = setInterval(() => (memory = Math.max(memory, web.memory)), 500);
  console.log(`${description}; processor time of the server, medians of ${String(rounds)} pairs`);
  const layers = await startLayers(node, directory.path, logFile);
  const yardstick = layers.find(({ name }) => name === layerNames.express);
  if (yardstick === undefined) throw new Error("no yardstick");
  const compare = (contestants: readonly Contestant[]) => compareCosts(yardstick, contestants, rounds);
  const hello = { name: "GET / of the service as it is deployed", process: web, paths: ["/"] };
  const costs = await compare([...layers.filter((layer) => layer !== yardstick), hello]);
  const order = [...layers, hello].map(({ name }) => costs.findIndex((cost) => cost.name === name));
  printCosts(
    "GET /, each layer with those above",
    order.flatMap((index) => costs[index] ?? []),
  );
  // Apart: clicks of redirects are still being sent when their requests have ended.
  const redirects = await compare([{ name: "cached redirect of the service", process: web, paths }]);
  printCosts("Redirects", redirects);
  console.log("");
  reportCost(goals.hello, costs.at(-1));
  reportCost(goals.redirect, redirects.at(-1));
  clearInterval(sampler);
  await Promise.all([web, ...layers.map(({ process }) => process)].map((one) => one.stop()));
  report("memory (MiB)", memory.toFixed(0), `< ${String(goals.memory)}`, memory > 0 && memory < goals.memory);

  const worker = await Process.start(program("worker"), variables, logFile);
  cleanups.push(() => worker.stop());
  const { requests: amount, restarts } = goals;
  const result = await rolling(program("web"), variables, logFile, ["/", rollingPath], {
    amount,
    rate: 1250,
    restarts,
  });
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
