import type { Outcome } from "./run-part";

/**
 * The last lines of a run, where whoever looks at the end of a long log finds what failed.
 *
 * @param apart kinds of tests, and checks, that were not asked for, and how to ask for them
 */
export function summary(outcomes: readonly Outcome[], seconds: number, apart: readonly string[]): string[] {
  const sum = (count: (one: Outcome) => number) => outcomes.reduce((total, one) => total + count(one), 0);
  const skipped = sum((one) => one.skipped);
  const all = "All, side by side";
  const width = Math.max(all.length, ...outcomes.map(({ title }) => title.length));
  return [
    "",
    ...outcomes.map(({ title, seconds: part }) => `${title.padEnd(width)}  ${duration(part).padStart(8)}`),
    `${all.padEnd(width)}  ${duration(seconds).padStart(8)}`,
    "",
    ...apart,
    ...outcomes.flatMap(({ notRun }) => notRun),
    ...outcomes.flatMap(({ failures }) => failures.map((failure) => `FAILED ${failure}`)),
    `${sum((one) => one.passed)} passed, ${sum((one) => one.failed)} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`,
  ];
}

function duration(seconds: number): string {
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`;
}
