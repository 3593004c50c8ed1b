import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { environment, MINIMAL, synthesizeInto } from "../testing/synthesize";
import { stacksOf } from "./synthesized";

let output: string;
beforeAll(() => {
  output = mkdtempSync(join(tmpdir(), "synthesized-"));
  synthesizeInto(output, [
    environment({ ...MINIMAL, cache: {} }),
    environment({ ...MINIMAL, account: "222222222222" }, "other"),
  ]);
}, 60_000);
afterAll(() => {
  rmSync(output, { recursive: true });
});

describe("stacksOf", () => {
  it("P1: gives the stacks of one environment, each after those it reads from", () => {
    const stacks = stacksOf(output, "test");
    const ids = stacks.map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining(
        ["data", "network", "registry", "service"].map((name) => `test-us-east-1-${name}`),
      ),
    );
    expect(ids.filter((id) => !id.startsWith("test-"))).toEqual([]);
    for (const { id, reads } of stacks) {
      for (const from of reads.keys()) expect(ids.indexOf(from)).toBeLessThan(ids.indexOf(id));
    }
  });

  it("P1: knows which outputs are read, and how much is declared", () => {
    const [registry, service] = ["registry", "service"].map((name) =>
      stacksOf(output, "test").find(({ id }) => id.endsWith(name)),
    );
    expect(registry?.reads.size).toBe(0);
    expect(registry?.resources).toBeGreaterThan(0);
    expect([...(service?.reads.keys() ?? [])].sort()).toEqual(
      ["data", "network", "registry"].map((name) => `test-us-east-1-${name}`),
    );
    for (const names of service?.reads.values() ?? []) {
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) expect(name).toMatch(/^cross-stack-output-aws_/);
    }
  });
});
