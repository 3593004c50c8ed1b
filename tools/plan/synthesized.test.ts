import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inOrder } from "../process/in-order";
import { environment, MINIMAL, synthesizeInto } from "../testing/synthesize";
import { stacksOf } from "./synthesized";

let output: string;
beforeAll(() => {
  output = mkdtempSync(join(tmpdir(), "synthesized-"));
  synthesizeInto(output, [
    environment({ ...MINIMAL, cache: {} }),
    environment({ ...MINIMAL, account: "222222222222" }, "other"),
    environment(
      {
        ...MINIMAL,
        account: "333333333333",
        regions: [{ name: "us-east-1" }, { name: "us-west-2" }],
        database: {
          engine: "postgres",
          instanceClass: "db.t4g.medium",
          storage: { sizeGiB: 100 },
          replication: "replicate",
        },
      },
      "both",
    ),
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

  it("P1: lets what regions do alone run side by side, and a second region wait for the first one's database", async () => {
    const done: string[] = [];
    const running = new Set<string>();
    // The stacks that were running while one began, or began while it was running.
    const together = new Map<string, Set<string>>();
    await inOrder(
      stacksOf(output, "both"),
      async ({ id }) => {
        running.add(id);
        together.set(id, new Set(running));
        for (const one of running) together.get(one)?.add(id);
        await sleep(20);
        running.delete(id);
        done.push(id);
      },
      { atOnce: 4 },
    );
    const beside = (stack: string) => together.get(`both-us-east-1-${stack}`);
    expect(beside("ingress")).toContain("both-us-east-1-data");
    expect(beside("network")).toContain("both-us-west-2-network");
    expect(beside("service")).toContain("both-us-west-2-data");
    expect(beside("data")).not.toContain("both-us-west-2-data");
    for (const region of ["us-east-1", "us-west-2"]) {
      const own = done.filter((id) => id.startsWith(`both-${region}`) && !/-(registry|ingress)$/.test(id));
      expect(own).toEqual(["network", "data", "service"].map((stack) => `both-${region}-${stack}`));
    }
  });

  it("P1: knows all that a stack depends on, directly or not", () => {
    const service = stacksOf(output, "test").find(({ id }) => id.endsWith("-service"));
    expect([...(service?.after ?? [])].sort()).toEqual(
      ["data", "ingress", "network", "registry"].map((name) => `test-us-east-1-${name}`),
    );
  });

  it("P1: knows which outputs are read, and how much is declared", () => {
    const [registry, service] = ["registry", "service"].map((name) =>
      stacksOf(output, "test").find(({ id }) => id.endsWith(name)),
    );
    expect(registry?.reads.size).toBe(0);
    expect(registry?.resources).toBeGreaterThan(0);
    expect([...(service?.reads.keys() ?? [])].sort()).toEqual(
      ["data", "ingress", "network", "registry"].map((name) => `test-us-east-1-${name}`),
    );
    for (const names of service?.reads.values() ?? []) {
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) expect(name).toMatch(/^cross-stack-output-aws_/);
    }
  });
});
