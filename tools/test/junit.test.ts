import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readReport } from "./junit";

describe("readReport", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "junit-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it("adds up the suites of a report, takes failures, errors and skipped ones out of the passed, and names what failed", () => {
    const report = join(directory, "report.xml");
    writeFileSync(
      report,
      `<testsuites tests="9" failures="2">
        <testsuite name="a" tests="5" failures="1" errors="0" skipped="1" time="0.1">
          <testcase classname="a.test.ts" name="one &gt; is &quot;1&quot;" time="0.1">
            <failure message="expected 2 to be 1" type="AssertionError">a.test.ts:3</failure>
          </testcase>
          <testcase classname="a.test.ts" name="two" time="0.1"></testcase>
          <testcase classname="a.test.ts" name="three" time="0.1"><skipped/></testcase>
        </testsuite>
        <testsuite name="b" tests="4" failures="1" errors="1" skipped="0" time="0.1">
          <testcase classname="tests.test_b" name="test_one" time="0.1" />
          <testcase classname="tests.test_b" name="test_two" time="0.1"><error message="no server">...</error></testcase>
        </testsuite>
      </testsuites>`,
    );
    expect(readReport(report)).toEqual({
      passed: 5,
      failed: 3,
      skipped: 1,
      failures: ['a.test.ts > one > is "1"', "tests.test_b > test_two"],
    });
  });

  it("fails where the runner wrote no report", () => {
    expect(() => readReport(join(directory, "absent.xml"))).toThrow("ENOENT");
  });
});
