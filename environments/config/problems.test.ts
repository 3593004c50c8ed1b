import { describe, expect, it } from "vitest";
import { SAMPLES } from "../../tools/changes/samples";
import { MINIMAL } from "../../tools/testing/synthesize";
import { parseEnvironment } from "./load";

type Holder = Record<string, unknown>;

const problemsOf = (input: unknown) => {
  const parsed = parseEnvironment("test", "test.ts", input);
  return Array.isArray(parsed) ? parsed : [];
};

/** Every value inside a value, as its path. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [[...path, key], ...pathsOf(one, [...path, key])]);
}

/** A copy with another value at a path. */
function replaced(value: object, path: readonly string[], to: unknown): unknown {
  const copy = structuredClone(value) as Holder;
  const holder = path.slice(0, -1).reduce<Holder>((one, key) => one[key] as Holder, copy);
  holder[path.at(-1) ?? ""] = to;
  return copy;
}

/** Values of every kind, most of them wrong anywhere. */
const WRONG = [undefined, null, 7, 0.3, 1e12, "?", "", true, [], [7], { "?": 1 }];

/** Words of the validator, never of the project. */
const RAW = /\b(Invalid|expected|received|Unrecognized|Too (big|small)|>=|<=)\b/;

describe("problems of a configuration", () => {
  it.each(Object.entries(SAMPLES))(
    "are said in the project's words, whatever stands in a field of %s",
    (_, sample) => {
      const said = new Map<string, string>();
      for (const path of pathsOf(sample)) {
        for (const wrong of WRONG) {
          for (const one of problemsOf(replaced(sample, path, wrong))) said.set(one.allowed, one.path);
        }
      }
      expect(said.size).toBeGreaterThan(30);
      const raw = [...said].filter(([allowed]) => RAW.test(allowed) || !/^(must|unknown) /.test(allowed));
      expect(raw).toEqual([]);
    },
  );

  it.each<[string, object, string, string, string]>([
    [
      "an account that is a number",
      { account: 111111111111 },
      "account",
      "111111111111",
      "must be an AWS account id: 12 digits, in quotes",
    ],
    [
      "a region that does not exist",
      { regions: [{ name: "eu-west-9" }] },
      "regions.0.name",
      '"eu-west-9"',
      "must be an AWS region such as us-east-1; nearest to this are eu-west-1, eu-west-2, eu-west-3",
    ],
    [
      "a text in the place of a switch",
      { deletionProtection: "no" },
      "deletionProtection",
      '"no"',
      "must be true or false",
    ],
    [
      "another choice",
      { network: { nat: "two" } },
      "network.nat",
      '"two"',
      'must be "none" or "single" or "per-az"',
    ],
    [
      "a section in the place of a list",
      { monitoring: { emails: {} } },
      "monitoring.emails",
      "{}",
      "must be a list",
    ],
    [
      "a number in the place of a section",
      { services: { web: { healthCheck: 4 } } },
      "services.web.healthCheck",
      "4",
      'must be "none", or a section: { … }',
    ],
  ])("say where, what was given and what is allowed: %s", (_, input, path, given, allowed) => {
    expect(problemsOf({ ...MINIMAL, ...input })).toEqual([{ file: "test.ts", path, given, allowed }]);
  });
});
