import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onInterrupt } from "../cli/interrupt";
import { CommandError, run } from "../process/run";
import { python } from "../rehearsal/emulator";
import { type Count, countReport } from "./junit";

/** One part of the test suite; without a report it counts as a single test. */
interface Part {
  readonly title: string;
  readonly command: readonly [string, ...string[]];
  readonly report?: string;
}

const project = join(__dirname, "..", "..");
const reports = mkdtempSync(join(tmpdir(), "webapp-platform-reports-"));
process.once("exit", () => {
  rmSync(reports, { recursive: true, force: true });
});

const bin = (name: string) => join(project, "node_modules", ".bin", name);
const vitest = (part: string, ...args: string[]): Omit<Part, "title"> => {
  const report = join(reports, `${part}.xml`);
  const reporters = ["--reporter=default", "--reporter=junit", `--outputFile.junit=${report}`];
  return { command: [bin("vitest"), "run", ...args, ...reporters], report };
};
const emulatorReport = join(reports, "emulator.xml");

const PARTS: readonly Part[] = [
  { title: "Types", command: ["npm", "run", "--silent", "typecheck"] },
  { title: "Lint and format", command: ["npm", "run", "--silent", "lint"] },
  { title: "Infrastructure: synthesized JSON and tools", ...vitest("unit", "--project", "unit") },
  {
    title: "Emulator",
    command: [python(project), "-m", "pytest", "tools/emulator", "-q", `--junitxml=${emulatorReport}`],
    report: emulatorReport,
  },
  { title: "Service", ...vitest("service", "--root", "service") },
  {
    title: "Infrastructure: real Terraform against the emulator",
    ...vitest("integration", "--project", "integration"),
  },
];

async function runPart({ title, command, report }: Part, signal: AbortSignal): Promise<Count> {
  const began = Date.now();
  console.log(`\n== ${title}`);
  const [program, ...args] = command;
  const failure = await run(program, args, {
    cwd: project,
    signal,
    onLine: (line) => console.log(line),
  }).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof CommandError) return error;
      throw error;
    },
  );
  console.log(
    `== ${title}: ${failure === undefined ? "passed" : "failed"} in ${((Date.now() - began) / 1000).toFixed(1)} s`,
  );
  const verdict: Count =
    failure === undefined ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
  if (report === undefined) return verdict;
  try {
    const count = countReport(report);
    // A runner can fail although no test does: an unhandled error, a missing server.
    return failure !== undefined && count.failed === 0 ? { ...count, failed: 1 } : count;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

onInterrupt(async (signal) => {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const began = Date.now();
  for (const part of PARTS) {
    const { passed, failed, skipped } = await runPart(part, signal);
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  console.log(`\nAll tests in ${((Date.now() - began) / 60_000).toFixed(1)} min`);
  console.log(
    `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`,
  );
  if (total.failed > 0) process.exitCode = 1;
});
