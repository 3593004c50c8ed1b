import { readFileSync } from "node:fs";

export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Counts the test cases of a JUnit report. Vitest and pytest both write one; their own summaries differ.
 *
 * @throws {Error} where the file is not there: the runner did not get that far
 */
export function countReport(path: string): Count {
  const suites = [...readFileSync(path, "utf8").matchAll(/<testsuite [^>]*>/g)].map(([tag]) => tag);
  const sum = (attribute: string) =>
    suites.reduce(
      (total, tag) => total + Number(new RegExp(` ${attribute}="(\\d+)"`).exec(tag)?.[1] ?? 0),
      0,
    );
  const failed = sum("failures") + sum("errors");
  const skipped = sum("skipped");
  return { passed: sum("tests") - failed - skipped, failed, skipped };
}
