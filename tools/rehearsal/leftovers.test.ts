import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../../environments/config/schema";
import { environment, MINIMAL } from "../testing/synthesize";
import type { Leftover } from "./emulator";
import { checkLeftovers } from "./leftovers";

const TWO = {
  ...MINIMAL,
  regions: [{ name: "us-east-1" }, { name: "us-west-2" }],
} satisfies EnvironmentInput;
const kept = environment({ ...TWO, database: { engine: "aurora-mysql", finalSnapshot: true } });
const given = environment({ ...TWO, database: { engine: "aurora-mysql", finalSnapshot: false } });
const each = environment({ ...TWO, database: { engine: "aurora-mysql", replication: "independent" } });
const final: Leftover = {
  service: "rds",
  region: "us-east-1",
  type: "cluster-snapshot",
  id: "webapp-test-20260102030405",
};

describe("checkLeftovers", () => {
  it("P5: accepts the one snapshot that a replicated database is to leave", () => {
    expect(checkLeftovers([final], kept)).toEqual([final]);
    expect(checkLeftovers([], given)).toEqual([]);
    expect(checkLeftovers([final, { ...final, region: "us-west-2" }], each)).toHaveLength(2);
  });

  it.each([
    [
      "a snapshot that nobody wanted",
      [final],
      given,
      "left behind:\n  rds us-east-1 cluster-snapshot webapp-test-",
    ],
    ["one of another database", [{ ...final, id: "webapp-test-before" }], kept, "left behind"],
    ["anything else", [final, { ...final, type: "cluster" }], kept, "left behind:\n  rds us-east-1 cluster "],
    ["no snapshot where one was wanted", [], kept, "1 final snapshots were to be left, and 0 are there"],
    ["two of one replicated database", [final, final], kept, "and 2 are there"],
  ] as const)("P5: does not accept %s", (_, left, of, message) => {
    expect(() => checkLeftovers(left, of)).toThrow(message);
  });
});
