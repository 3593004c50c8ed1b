import { readFileSync } from "node:fs";

export interface Verdict {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed: file and title of a test. */
  readonly failures: readonly string[];
}

/**
 * Counts the test cases of a JUnit report. Vitest and pytest both write one; their own summaries differ.
 *
 * @throws {Error} where the file is not there: the runner did not get that far
 */
export function readReport(path: string): Verdict {
  const report = readFileSync(path, "utf8");
  const suites = [...report.matchAll(/<testsuite [^>]*>/g)].map(([tag]) => tag);
  const sum = (attribute: string) =>
    suites.reduce(
      (total, tag) => total + Number(new RegExp(` ${attribute}="(\\d+)"`).exec(tag)?.[1] ?? 0),
      0,
    );
  const failed = sum("failures") + sum("errors");
  const skipped = sum("skipped");
  const failures = [...report.matchAll(/<testcase ([^>]*)>\s*<(?:failure|error)\b/g)].map(
    ([, attributes = ""]) => `${attribute(attributes, "classname")} > ${attribute(attributes, "name")}`,
  );
  return { passed: sum("tests") - failed - skipped, failed, skipped, failures };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function attribute(attributes: string, name: string): string {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
  return value.replace(/&(\w+);/g, (entity, key: string) => ENTITIES[key] ?? entity);
}
