import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { countReport } from "./junit";

describe("countReport", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "junit-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it("adds up the suites of a report and takes failures, errors and skipped ones out of the passed", () => {
    const report = join(directory, "report.xml");
    writeFileSync(
      report,
      `<testsuites tests="9" failures="2">
        <testsuite name="a" tests="5" failures="1" errors="0" skipped="1" time="0.1"></testsuite>
        <testsuite name="b" tests="4" failures="1" errors="1" skipped="0" time="0.1"></testsuite>
      </testsuites>`,
    );
    expect(countReport(report)).toEqual({ passed: 5, failed: 3, skipped: 1 });
  });

  it("fails where the runner wrote no report", () => {
    expect(() => countReport(join(directory, "absent.xml"))).toThrow("ENOENT");
  });
});
