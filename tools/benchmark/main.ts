import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command } from "../cli/command";
import { onInterrupt } from "../cli/interrupt";
import { run } from "../process/run";
import { appArguments } from "../typescript/app-command";

// Synthesizing every environment from a cold start: what a user waits for before each plan.
const LIMITS = { seconds: 0.7, mebibytes: 150 };
const RUNS = 7;
const MEASURE = "./tools/benchmark/measure.cjs";

interface Measurement {
  readonly seconds: number;
  readonly mebibytes: number;
}

const { enforce = false } = command("benchmark", {
  summary: "Measures time and memory of a synthesis of all environments from a cold start.",
  examples: ["", "--enforce"],
})
  .option("--enforce", "fail where the limit is exceeded; times depend on what else the machine does")
  .parse()
  .opts();
const project = join(__dirname, "..", "..");
const directory = mkdtempSync(join(tmpdir(), "webapp-platform-benchmark-"));
process.once("exit", () => {
  rmSync(directory, { recursive: true, force: true });
});

async function synthesize(signal: AbortSignal, ...preloads: string[]): Promise<Measurement> {
  const result = join(directory, "result.json");
  const modules = [MEASURE, ...preloads].flatMap((module) => ["-r", module]);
  const env = { ...process.env, BENCHMARK_RESULT: result, CDKTF_OUTDIR: join(directory, "cdktf.out") };
  await run(process.execPath, [...appArguments(project), ...modules, "main.ts"], {
    cwd: project,
    env,
    signal,
  });
  return JSON.parse(readFileSync(result, "utf8")) as Measurement;
}

/** The middle of several runs in new processes; the first, which fills caches, does not count. */
async function median(signal: AbortSignal, runs: number, ...preloads: string[]): Promise<Measurement> {
  await synthesize(signal, ...preloads);
  const all: Measurement[] = [];
  for (let index = 0; index < runs; index += 1) all.push(await synthesize(signal, ...preloads));
  const middle = (key: keyof Measurement) =>
    all.map((one) => one[key]).sort((a, b) => a - b)[Math.floor(runs / 2)] ?? NaN;
  return { seconds: middle("seconds"), mebibytes: middle("mebibytes") };
}

function show(title: string, { seconds, mebibytes }: Measurement): void {
  console.log(`${title.padEnd(44)} ${seconds.toFixed(2)} s  ${mebibytes.toFixed(0).padStart(4)} MiB`);
}

onInterrupt(async (signal) => {
  const ours = await median(signal, RUNS);
  show("synthesis of all environments", ours);
  show("the same, provider imported from its root", await median(signal, 3, "@cdktf/provider-aws"));
  show("limit", LIMITS);
  const met = ours.seconds <= LIMITS.seconds && ours.mebibytes <= LIMITS.mebibytes;
  console.log(met ? "within the limit" : "over the limit");
  if (!met && enforce) process.exitCode = 1;
});
