import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadEnvironments } from "../environments/config/load";
import { PIPELINES } from "../tools/testing/pipelines";
import { type SynthesizedStacks, synthesizeEnvironments } from "../tools/testing/synthesize";
import { REVIEWED_TYPES } from "./reviewed-types";
import { RULES } from "./rules";

let stacks: SynthesizedStacks;
beforeAll(() => {
  stacks = synthesizeEnvironments([...loadEnvironments(join(__dirname, "..", "environments")), ...PIPELINES]);
}, 120_000);

const ruled = new Set(RULES.flatMap(({ types }) => types));

describe("the types of all environments", () => {
  it("S6: are looked at by a rule, or reviewed and found to have nothing to check", () => {
    const types = [...new Set(stacks.all.flatMap((stack) => stack.types))].sort();
    expect(types.length).toBeGreaterThan(50);
    expect(types.filter((type) => !ruled.has(type) && REVIEWED_TYPES[type] === undefined)).toEqual([]);
  });

  it("P3, S6: are those of pipelines too, which keep every rule", () => {
    for (const type of [
      "aws_codepipeline",
      "aws_codecommit_repository",
      "aws_codestarconnections_connection",
    ]) {
      expect([type, stacks.all.some((stack) => stack.types.includes(type))]).toEqual([type, true]);
    }
  });

  it("S6: are not reviewed where a rule looks at them", () => {
    expect(Object.keys(REVIEWED_TYPES).filter((type) => ruled.has(type))).toEqual([]);
    for (const reason of Object.values(REVIEWED_TYPES)) expect(reason).toMatch(/^[A-Z].+\.$/);
  });
});
