import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { command } from "../cli/command";
import { onInterrupt } from "../cli/interrupt";
import { CommandError, run } from "../process/run";
import { python } from "../rehearsal/emulator";
import { readReport, type Verdict } from "./junit";

/** One part of the test suite; without a report it counts as a single test. */
interface Part {
  readonly title: string;
  readonly command: readonly [string, ...string[]];
  readonly report?: string;
}

type Say = (line: string) => void;

const project = join(__dirname, "..", "..");

/** Tests with Terraform that are run when they are asked for, instead of the others. */
const APART = ["slow", "long"] as const;

const options = command("test", {
  summary: "Runs the tests. Quick ones and those with Terraform run side by side.",
  examples: ["", "--slow --long"],
})
  .option("--slow", "the tests with Terraform that take minutes each, instead of the others")
  .option("--long", "those that take a quarter of an hour each, instead of the others")
  .option("--reports <directory>", "keep JUnit reports there")
  .parse()
  .opts();
const wanted = APART.filter((name) => options[name] === true);
const reports = reportsIn(options.reports);

function reportsIn(kept: string | undefined): string {
  if (kept !== undefined) {
    mkdirSync(kept, { recursive: true });
    return resolve(kept);
  }
  const directory = mkdtempSync(join(tmpdir(), "webapp-platform-reports-"));
  process.once("exit", () => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

const bin = (name: string) => join(project, "node_modules", ".bin", name);
const vitest = (part: string, ...args: string[]): Omit<Part, "title"> => {
  const report = join(reports, `${part}.xml`);
  const reporters = ["--reporter=default", "--reporter=junit", `--outputFile.junit=${report}`];
  return { command: [bin("vitest"), "run", ...args, ...reporters], report };
};
const emulatorReport = join(reports, "emulator.xml");

/** Mostly work for the processor, one after the other. */
const QUICK: readonly Part[] = [
  { title: "Types", command: ["npm", "run", "--silent", "typecheck"] },
  { title: "Lint and format", command: ["npm", "run", "--silent", "lint"] },
  {
    title: "Infrastructure: synthesized JSON and tools",
    // Loading cdktf and the provider anew for every file would take half of the time.
    ...vitest("unit", "--project", "unit", "--poolOptions.forks.isolate=false"),
  },
  {
    title: "Emulator",
    command: [python(project), "-m", "pytest", "tools/emulator", "-q", `--junitxml=${emulatorReport}`],
    report: emulatorReport,
  },
  { title: "Service", ...vitest("service", "--root", "service") },
];

/**
 * Mostly waiting: the provider asks AWS again and again whether something is ready. Runs beside the others, which go
 * first where both have something to do.
 */
const terraform = (project: string, forks: number): Part => {
  const part = vitest(project, "--project", project, `--poolOptions.forks.maxForks=${forks}`);
  return {
    ...part,
    title: `Infrastructure: real Terraform against the emulator (*.${project}.test.ts)`,
    command: ["nice", "-n", "10", ...part.command],
  };
};

async function runPart({ title, command, report }: Part, signal: AbortSignal, say: Say): Promise<Verdict> {
  const began = Date.now();
  say(`\n== ${title}`);
  const [program, ...args] = command;
  const failure = await run(program, args, {
    cwd: project,
    signal,
    onLine: say,
  }).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof CommandError) return error;
      throw error;
    },
  );
  say(
    `== ${title}: ${failure === undefined ? "passed" : "failed"} in ${((Date.now() - began) / 1000).toFixed(1)} s`,
  );
  const outside = { passed: 0, failed: 1, skipped: 0, failures: [title] };
  if (report === undefined)
    return failure === undefined ? { passed: 1, failed: 0, skipped: 0, failures: [] } : outside;
  try {
    const verdict = readReport(report);
    // A runner can fail although no test does: an unhandled error, a missing server.
    return failure !== undefined && verdict.failed === 0
      ? { ...verdict, failed: 1, failures: [`${title}: an error outside of the tests`] }
      : verdict;
  } catch {
    return outside;
  }
}

async function runParts(parts: readonly Part[], signal: AbortSignal, say: Say): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const part of parts) verdicts.push(await runPart(part, signal, say));
  return verdicts;
}

/** The quick parts in their order, and beside them those with Terraform, whose lines follow when the others are done. */
async function runAll(signal: AbortSignal): Promise<Verdict[]> {
  const say: Say = (line) => {
    console.log(line);
  };
  if (wanted.length > 0) {
    return runParts(
      wanted.map((name) => terraform(name, 6)),
      signal,
      say,
    );
  }
  const held: string[] = [];
  let hold = true;
  const slow = runParts([terraform("integration", 4)], signal, (line) =>
    hold ? held.push(line) : say(line),
  );
  const quick = runParts(QUICK, signal, say).finally(() => {
    hold = false;
    held.forEach(say);
  });
  return (await Promise.all([quick, slow])).flat();
}

onInterrupt(async (signal) => {
  const began = Date.now();
  const verdicts = await runAll(signal);
  const sum = (count: (one: Verdict) => number) => verdicts.reduce((total, one) => total + count(one), 0);
  const [failed, skipped] = [sum((one) => one.failed), sum((one) => one.skipped)];
  console.log(`\nAfter ${((Date.now() - began) / 60_000).toFixed(1)} min.`);
  if (wanted.length === 0) console.log("Not run: the slow and the long tests (npm test -- --slow --long)");
  // Once more at the end, where whoever looks at the last lines of a long log finds them.
  for (const failure of verdicts.flatMap(({ failures }) => failures)) console.log(`FAILED ${failure}`);
  console.log(
    `${sum((one) => one.passed)} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`,
  );
  if (failed > 0) process.exitCode = 1;
});
