import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runPart } from "./run-part";
import { summary } from "./summary";

const directory = mkdtempSync(join(tmpdir(), "parts-"));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const report = join(directory, "report.xml");
/** A part that runs this script, with or without a report of two tests. */
const run = (script: string, reported = report) =>
  runPart(
    { title: "Part", command: ["sh", "-c", script], report: reported },
    directory,
    new AbortController().signal,
    () => undefined,
  );

describe("runPart", () => {
  writeFileSync(
    report,
    '<testsuite tests="2" failures="0" errors="0" skipped="1"><testcase classname="a" name="b" time="1"/></testsuite>',
  );

  it("counts what the report says", async () => {
    expect(await run("true")).toMatchObject({ title: "Part", passed: 1, failed: 0, skipped: 1, notRun: [] });
  });

  it("fails where the program fails although no test did", async () => {
    expect(await run("exit 1")).toMatchObject({
      passed: 1,
      failed: 1,
      failures: ["Part: an error outside of the tests"],
    });
  });

  it("fails where there is no report", async () => {
    expect(await run("true", join(directory, "none.xml"))).toMatchObject({ failed: 1, failures: ["Part"] });
  });

  it("remembers what was left out for want of a server", async () => {
    const { notRun } = await run("echo started; echo 'NOT RUN: tests against Redis: no redis-server' >&2");
    expect(notRun).toEqual(["NOT RUN: tests against Redis: no redis-server"]);
  });
});

describe("the summary", () => {
  const part = { passed: 3, failed: 0, skipped: 0, failures: [], notRun: [] };

  it("ends with the time of every part, what was not run, what failed, and the count", () => {
    const outcomes = [
      { ...part, title: "Emulator", seconds: 9, skipped: 2, notRun: ["NOT RUN: tests against Redis: none"] },
      { ...part, title: "Terraform", seconds: 150, failed: 1, failures: ["a.test.ts > works"] },
    ];
    expect(summary(outcomes, 151, ["Not run: the slow tests."])).toEqual([
      "",
      "Emulator              9.0 s",
      "Terraform           2.5 min",
      "All, side by side   2.5 min",
      "",
      "Not run: the slow tests.",
      "NOT RUN: tests against Redis: none",
      "FAILED a.test.ts > works",
      "6 passed, 1 failed, 2 skipped",
    ]);
  });
});
