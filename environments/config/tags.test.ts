import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tags } from "./tags";

const KEYS = /^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u;
const VALUES = /^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u;

/** Patterns of services, each from its API reference: what a key and what a value must look like. */
const SERVICES: Readonly<Record<string, { key: RegExp; value?: RegExp }>> = {
  "https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html": { key: KEYS, value: VALUES },
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tag.html": { key: KEYS, value: VALUES },
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Tag.html": {
    key: KEYS,
    value: VALUES,
  },
  "https://docs.aws.amazon.com/waf/latest/APIReference/API_Tag.html": { key: KEYS, value: VALUES },
  "https://docs.aws.amazon.com/firehose/latest/APIReference/API_Tag.html": {
    key: /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@%]*$/u,
    value: /^[\p{L}\p{Z}\p{N}_.:/=+\-@%]*$/u,
  },
  "https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_TagResource.html": {
    key: /^(?!aws:)[a-zA-Z+-=._:/]+$/,
  },
  "https://docs.aws.amazon.com/guardduty/latest/APIReference/API_TagResource.html": {
    key: /^(?!aws:)[a-zA-Z+-=._:/]+$/,
  },
};

const problemsOf = (given: unknown) => {
  const { error } = tags.safeParse(given);
  return (error?.issues ?? []).map((issue) => ({ path: issue.path, message: issue.message }));
};

describe("tags of an environment", () => {
  it("are taken by every service, whatever is accepted", () => {
    const key = fc.string({
      unit: fc.constantFrom("a", "Z", "5", "_", ".", ":", "/", "=", "+", "-", "@", " ", "ä", "%"),
      minLength: 1,
      maxLength: 4,
    });
    const value = fc.string({
      unit: fc.constantFrom("a", "Z", "5", "@", " ", "ä", "%", "&", "$", "\n"),
      maxLength: 4,
    });
    let accepted = 0;
    fc.assert(
      fc.property(key, value, (name, content) => {
        if (problemsOf({ [name]: content }).length > 0) return;
        accepted += 1;
        for (const service of Object.values(SERVICES)) {
          expect(name).toMatch(service.key);
          expect(content).toMatch(service.value ?? /(?:)/);
        }
      }),
      { seed: 20_260_101, numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it.each(["name", "Name", "PROJECT", "environment", "managedBy", "tier"])(
    "may not be %s, in whatever case: the platform's own is there already",
    (key) => {
      expect(problemsOf({ [key]: "x" })).toEqual([
        { path: [key], message: expect.stringContaining("the platform sets") as string },
      ]);
    },
  );

  it("may not differ in case alone", () => {
    expect(problemsOf({ owner: "a", Owner: "b" })).toEqual([
      { path: ["Owner"], message: expect.stringContaining('"owner"') as string },
    ]);
  });

  it.each(["aws:owner", "AWS:owner", "cost center", "a@b", "", "a".repeat(129)])(
    "may not have the key %j",
    (key) => {
      expect(problemsOf({ [key]: "x" })).toHaveLength(1);
    },
  );

  it.each(["aws:x", "a & b", "${x}", "line\nbreak", "a".repeat(257)])(
    "may not have the value %j",
    (value) => {
      expect(problemsOf({ Owner: value })).toHaveLength(1);
    },
  );

  it("are at most six, since Route 53 takes ten in all", () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`Key${index}`, "x"]));
    expect(problemsOf(many(6))).toEqual([]);
    expect(problemsOf(many(7))).toEqual([
      { path: [], message: expect.stringContaining("at most 6") as string },
    ]);
  });
});
