import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { command } from "../cli/command";
import { onInterrupt } from "../cli/interrupt";
import { longApplicationParts, type Part, quickParts, terraformPart } from "./parts";
import { type Outcome, runPart, type Say } from "./run-part";
import { summary } from "./summary";

const project = join(__dirname, "..", "..");

/** Tests with Terraform that are run when they are asked for, instead of the others. */
const APART = ["slow", "long"] as const;
const NOT_ASKED_FOR = [
  "Not run: the slow and the long tests (npm test -- --slow --long).",
  "Not run: what continuous integration also checks (npm run lint, npm run typecheck).",
];

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

async function runParts(parts: readonly Part[], signal: AbortSignal, say: Say): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const part of parts) outcomes.push(await runPart(part, project, signal, say));
  return outcomes;
}

/** The quick parts in their order, and beside them those with Terraform, whose lines follow when the others are done. */
async function runAll(signal: AbortSignal): Promise<Outcome[]> {
  const say: Say = (line) => {
    console.log(line);
  };
  const terraform = (name: string, forks: number) => terraformPart(project, reports, name, forks);
  if (wanted.length > 0) {
    return runParts(
      wanted.flatMap((name) => [
        terraform(name, 6),
        ...(name === "long" ? longApplicationParts(project, reports) : []),
      ]),
      signal,
      say,
    );
  }
  const held: string[] = [];
  let hold = true;
  const slow = runParts([terraform("integration", 4)], signal, (line) =>
    hold ? held.push(line) : say(line),
  );
  const quick = runParts(quickParts(project, reports), signal, say).finally(() => {
    hold = false;
    held.forEach(say);
  });
  return (await Promise.all([quick, slow])).flat();
}

onInterrupt(async (signal) => {
  const began = Date.now();
  const outcomes = await runAll(signal);
  const apart = wanted.length === 0 ? NOT_ASKED_FOR : [];
  for (const line of summary(outcomes, (Date.now() - began) / 1000, apart)) console.log(line);
  if (outcomes.some(({ failed }) => failed > 0)) process.exitCode = 1;
});
