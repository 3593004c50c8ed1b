import { CommandError, run } from "../process/run";
import { readReport, type Verdict } from "./junit";
import type { Part } from "./parts";

/** What came out of a part. */
export interface Outcome extends Verdict {
  readonly title: string;
  readonly seconds: number;
  /** What was left out because a server is missing here. */
  readonly notRun: readonly string[];
}

export type Say = (line: string) => void;

/** How tests of applications say that they leave something out. */
const NOT_RUN = /^NOT RUN: .*/;

/** Runs one part to its end, whatever comes out of it. */
export async function runPart(
  { title, command, report }: Part,
  cwd: string,
  signal: AbortSignal,
  say: Say,
): Promise<Outcome> {
  const began = Date.now();
  const notRun: string[] = [];
  say(`\n== ${title}`);
  const [program, ...args] = command;
  const onLine = (line: string) => {
    notRun.push(...(NOT_RUN.exec(line) ?? []));
    say(line);
  };
  const failure = await run(program, args, { cwd, signal, onLine }).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof CommandError) return error;
      throw error;
    },
  );
  const seconds = (Date.now() - began) / 1000;
  say(`== ${title}: ${failure === undefined ? "passed" : "failed"} in ${seconds.toFixed(1)} s`);
  return { title, seconds, notRun, ...verdictOf(title, report, failure !== undefined) };
}

function verdictOf(title: string, report: string, failed: boolean): Verdict {
  try {
    const verdict = readReport(report);
    // A runner can fail although no test does: an unhandled error, a missing server.
    return failed && verdict.failed === 0
      ? { ...verdict, failed: 1, failures: [`${title}: an error outside of the tests`] }
      : verdict;
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: [title] };
  }
}
