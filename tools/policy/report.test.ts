import { describe, expect, it } from "vitest";
import { check } from "../../policy/check";
import { RULES } from "../../policy/rules";
import { asJson, asSarif, asTable } from "./report";

const queue = (path: string) => ({ "//": { metadata: { path } }, policy: undefined });
const report = check(
  new Map([
    [
      "one",
      {
        document: { resource: { aws_sqs_queue: { good: queue("one/good"), bad: queue("one/bad") } } },
        suppressions: [
          { rule: "queue-tls", reason: "There is a reason.", path: "one/good" },
          { rule: "queue-customer-key", reason: "Another | reason.", path: "one/good" },
          { rule: "queue-tls", reason: "Nothing to suppress.", path: "one/missing" },
        ],
      },
    ],
  ]),
  RULES,
);

describe("the report", () => {
  it("S6: counts for every rule what it looked at, what is suppressed and what is wrong", () => {
    const lines = asTable(report).split("\n");
    const row = (rule: string) => lines.find((line) => line.startsWith(rule))?.split(/ +/);
    expect(row("queue-tls")).toEqual(["queue-tls", "medium", "2", "1", "1"]);
    expect(row("database-tls")).toBeUndefined();
  });

  it("S6: shows suppressions with their reasons and places, and what is wrong with its fix", () => {
    const text = asTable(report);
    expect(text).toContain("  queue-tls: There is a reason.\n      one/good\n");
    expect(text).toContain("resources of 1 stacks: 2 suppressed, 2 violated.");
    expect(text).toContain("  one/bad (aws_sqs_queue.bad)\n      rule:  queue-tls (medium)");
    expect(text).toContain(
      "  one/missing\n      suppresses: queue-tls\n      problem:    it suppresses nothing",
    );
  });

  it("S6: says the same as JSON", () => {
    expect(JSON.parse(asJson(report))).toMatchObject({
      stacks: ["one"],
      resources: 2,
      violations: expect.arrayContaining([
        expect.objectContaining({ rule: "queue-tls", path: "one/bad", severity: "medium" }),
      ]) as unknown,
      suppressed: expect.arrayContaining([
        expect.objectContaining({ rule: "queue-tls", path: "one/good", reason: "There is a reason." }),
      ]) as unknown,
      wrongSuppressions: [{ path: "one/missing", problem: "it suppresses nothing: the rule is kept" }],
    });
  });

  it("S6: says the same as SARIF 2.1.0, where every result names a rule that is described", () => {
    const { version, runs } = JSON.parse(asSarif(report)) as {
      version: string;
      runs: {
        tool: { driver: { rules: { id: string; helpUri: string }[] } };
        results: { ruleId?: string; level: string; message: { text: string }; suppressions?: unknown[] }[];
      }[];
    };
    expect(version).toBe("2.1.0");
    const [run] = runs;
    expect(run?.results).toHaveLength(5);
    const ids = run?.tool.driver.rules.map(({ id }) => id);
    for (const { ruleId, level } of run?.results ?? []) {
      if (ruleId !== undefined) expect(ids).toContain(ruleId);
      expect(["error", "warning", "note"]).toContain(level);
    }
    const suppressed = run?.results.filter(({ suppressions }) => suppressions !== undefined);
    expect(suppressed?.map(({ suppressions }) => suppressions)).toContainEqual([
      { kind: "inSource", justification: "There is a reason." },
    ]);
  });
});
