import { describe, expect, it } from "vitest";
import { check } from "../check";
import { dataExamples } from "../examples/data";
import type { Examples, Fragment } from "../examples/example";
import { identityExamples } from "../examples/identity";
import { networkExamples } from "../examples/network";
import { workloadExamples } from "../examples/workload";
import { type Rule, sourceOf } from "../rule";
import { RULES } from ".";

const EXAMPLES: Readonly<Record<string, Examples>> = {
  ...identityExamples,
  ...dataExamples,
  ...networkExamples,
  ...workloadExamples,
};

/** These refuse a type as such: nothing of the type can pass. */
const REFUSED_TYPES = ["policy-on-role", "no-access-keys"];

/** What one rule finds in a stack, and how many resources it looked at. */
function apply(rule: Rule, { provider, backend, ...resource }: Fragment) {
  const document = { resource, provider, terraform: { backend } };
  const report = check(new Map([["stack", { document, suppressions: [] }]]), [rule]);
  return {
    examined: report.examined.get(rule) ?? 0,
    found: report.violations.map(({ address, found }) => `${address}: ${found}`),
  };
}

describe("the rules", () => {
  it("S6: have ids of their own, in lower-case words", () => {
    const ids = RULES.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it("S6: have examples, each of them, of what passes and what does not", () => {
    const without = RULES.filter(({ id }) => {
      const examples = EXAMPLES[id];
      return examples === undefined || examples.passes.length === 0 || examples.fails.length === 0;
    });
    expect(without.map(({ id }) => id)).toEqual([]);
    const ids: string[] = RULES.map(({ id }) => id);
    expect(Object.keys(EXAMPLES).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it.each(RULES.map((rule) => [rule.id, rule] as const))(
    "S6: %s says why, how to mend it, and where AWS does",
    (_id, rule) => {
      for (const sentence of [rule.title, rule.rationale, rule.fix])
        expect(sentence).toMatch(/^[A-Z].+[.]$/s);
      expect(sourceOf(rule)).toMatch(
        /^https:\/\/(docs\.aws\.amazon\.com|registry\.terraform\.io|developer\.hashicorp\.com)\//,
      );
      expect(rule.controls).toEqual([...new Set(rule.controls)]);
      for (const control of rule.controls)
        expect(control).toMatch(/^([A-Z][A-Za-z0-9]+\.\d+|CIS \d\.\d+(\.\d+)?|CKV2?_AWS_\d+|AVD-AWS-\d{4})$/);
      expect(rule.types.length).toBeGreaterThan(0);
    },
  );
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  const { passes, fails } = EXAMPLES[id] ?? { passes: [], fails: [] };

  it.each(passes.map((fragment) => [JSON.stringify(fragment), fragment]))(
    "S6: lets through %s",
    (_text, fragment) => {
      const { examined, found } = apply(rule, fragment);
      expect(found).toEqual([]);
      if (!REFUSED_TYPES.includes(id)) expect(examined).toBeGreaterThan(0);
    },
  );

  it.each(fails.map((fragment) => [JSON.stringify(fragment), fragment]))(
    "S6: refuses %s",
    (_text, fragment) => {
      expect(apply(rule, fragment).found).not.toEqual([]);
    },
  );
});
