import { describe, expect, it } from "vitest";
import { MINIMAL } from "../../tools/testing/synthesize";
import { parseEnvironment } from "./load";
import { instanceTypes } from "./instance-types";

const problems = (input: object) => {
  const parsed = parseEnvironment("test", "test.ts", { ...MINIMAL, ...input });
  return Array.isArray(parsed)
    ? parsed.map(({ path, given, allowed }) => `${path} ${given ?? ""}: ${allowed}`)
    : [];
};

describe("types of machines", () => {
  it.each([
    [
      "of a database",
      { database: { engine: "postgres", instanceClass: "db.t99.micro" } },
      "database.instanceClass",
      "db.t3.micro",
    ],
    [
      "of a database of MySQL",
      { database: { engine: "mysql", instanceClass: "db.t4g.huge" } },
      "database.instanceClass",
      "db.t4g.large",
    ],
    [
      "of Aurora",
      { database: { engine: "aurora-mysql", instanceClass: "db.r9g.large" } },
      "database.instanceClass",
      "db.r6g.large",
    ],
    [
      "that Aurora does not run on",
      { database: { engine: "aurora-postgresql", instanceClass: "db.m7g.large" } },
      "database.instanceClass",
      "db.r7g.large",
    ],
    ["of a cache", { cache: { nodeType: "cache.t99.micro" } }, "cache.nodeType", "cache.t3.micro"],
    [
      "of a search domain",
      { logAnalytics: { nodeType: "t3.smal.search" } },
      "logAnalytics.nodeType",
      "t3.small.search",
    ],
    [
      "of its leaders",
      { logAnalytics: { masterType: "m99g.large.search" } },
      "logAnalytics.masterType",
      "m6g.large.search",
    ],
  ])("are refused where AWS has none: one %s, with the nearest", (_, input, path, near) => {
    const [only, ...others] = problems(input);
    expect(others).toEqual([]);
    expect(only).toMatch(new RegExp(`^${path} "`));
    expect(only).toContain(near);
    expect(only).toMatch(/as of 2026-\d\d: https:\/\/docs\.aws\.amazon\.com\//);
  });

  it.each(["postgres", "mysql", "aurora-postgresql", "aurora-mysql", "cache", "search"] as const)(
    "are each named once: those of %s",
    (kind) => {
      const types = instanceTypes(kind);
      expect(types.length).toBeGreaterThan(30);
      expect(new Set(types).size).toBe(types.length);
    },
  );
});
