import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ASSUMED, estimateOf, type Resources } from "../testing/priced";
import { PIPELINES } from "../testing/pipelines";
import { examples, shipped } from "../testing/shipped";
import { synthesizeInto } from "../testing/synthesize";
import { byComponent, byStack, estimate, sum } from "./estimate";
import { PRICING } from "./pricing";
import { FREE, USAGE_ONLY } from "./pricing/free";
import { PRICES, unitOf, withPricesOf } from "./prices/regions";
import { readStacks, Stack, stacksOf } from "./stacks";

const directory = mkdtempSync(join(tmpdir(), "estimate-"));
const environments = [...shipped(), ...examples()];
const names = environments.map(({ name }) => name);
const pipelines = mkdtempSync(join(tmpdir(), "estimate-"));
let stacks: Stack[];
beforeAll(() => {
  synthesizeInto(directory, environments);
  stacks = readStacks(directory);
  synthesizeInto(pipelines, PIPELINES);
}, 60_000);
afterAll(() => {
  for (const made of [directory, pipelines]) rmSync(made, { recursive: true });
});

const file = (content: unknown) => {
  const path = join(directory, "prices.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};

describe("the shipped environments, and those of the examples", () => {
  it("K3: consist, with those that have a pipeline, of types that are priced, free for a reason, or counted as too little", () => {
    const known = new Set([PRICING, FREE, USAGE_ONLY].flatMap(Object.keys));
    const all = [...stacks, ...readStacks(pipelines)];
    const types = new Set(all.flatMap(({ resources }) => resources.map(({ type }) => type)));
    expect([...types].filter((type) => !known.has(type))).toEqual([]);
    expect(types.size).toBeGreaterThan(80);
  });

  it("K3: have each type in one of the three lists only", () => {
    const all = [PRICING, FREE, USAGE_ONLY].flatMap(Object.keys);
    expect(all.filter((type, index) => all.indexOf(type) !== index)).toEqual([]);
  });

  it.each(names)("K3: %s is priced but for what has no public price, and adds up", (name) => {
    const of = estimate(stacksOf(name, stacks), ASSUMED, PRICES);
    expect(of.unpriced.filter(({ reason }) => !reason.startsWith("Database Insights"))).toEqual([]);
    const total = sum(of.lines).total;
    expect(total).toBeGreaterThan(50);
    const add = (amounts: readonly (readonly [string, { total: number }])[]) =>
      amounts.reduce((result, [, amount]) => result + amount.total, 0);
    expect(add(byComponent(of.lines))).toBeCloseTo(total, 6);
    expect(add(byStack(of.lines))).toBeCloseTo(total, 6);
    expect(of.accountLines.length).toBeGreaterThan(0);
    expect(of.accountLines.every(({ stack }) => /^\d{12}-/.test(stack))).toBe(true);
  });

  it("K3: cost more from dev to prod", () => {
    const totals = ["dev", "staging", "prod"].map(
      (name) => sum(estimate(stacksOf(name, stacks), ASSUMED, PRICES).lines).total,
    );
    expect(totals).toEqual([...totals].sort((a, b) => a - b));
  });
});

describe("an estimate", () => {
  const nat: Resources = { aws_nat_gateway: { a: {} } };

  it("K3: depends on the synthesized resources and nothing else: the same input, the same result", () => {
    expect(estimateOf(nat)).toEqual(estimateOf(nat));
    const two = estimateOf({ aws_nat_gateway: { a: {}, b: {} } }, { natGb: 0 });
    expect(sum(two.lines).total).toBeCloseTo(2 * sum(estimateOf(nat, { natGb: 0 }).lines).total, 10);
  });

  it("K3: lists what it knows nothing about, by type and name", () => {
    const { unpriced } = estimateOf({ aws_quantum_computer: { big: {} } });
    expect(unpriced).toEqual([
      {
        stack: "test-us-east-1-service",
        resource: "aws_quantum_computer big",
        reason: "nothing is known about aws_quantum_computer",
      },
    ]);
  });

  it("K3: uses the prices of the region that a resource's provider is of", () => {
    const document = {
      provider: { aws: [{ region: "us-east-1" }, { region: "eu-north-1", alias: "north" }] },
      resource: { aws_kms_key: { here: {}, there: { provider: "aws.north" } } },
    };
    const stack = new Stack("test-us-east-1-data", document);
    expect(stack.resources.map(({ id, region }) => [id, region])).toEqual([
      ["here", "us-east-1"],
      ["there", "eu-north-1"],
    ]);
    expect(() => estimate({ name: "test", own: [stack], account: [] }, ASSUMED, PRICES)).toThrow(
      "prices: given region eu-north-1; known are us-east-1, us-west-2. Others: --region-prices <file>",
    );
  });
});

describe("prices", () => {
  const all = Object.entries(PRICES).flatMap(([region, table]) =>
    Object.entries(table).map(([key, price]) => ({ region, key, ...price })),
  );

  it("K3: say where they were seen, when, and per what", () => {
    expect(all.length).toBeGreaterThan(200);
    for (const { key, usd, unit, source, asOf } of all) {
      expect(usd, key).toBeGreaterThan(0);
      expect(unit, key).not.toBe("");
      expect(source, key).toMatch(/^https:\/\/aws\.amazon\.com\/.+\/$|#/);
      expect(asOf, key).toMatch(/^20\d\d-(0\d|1[0-2])$/);
    }
  });

  it("K3: of other regions come from a file, and replace those that are known", () => {
    const book = withPricesOf(
      file({ "eu-central-1": { "nat.hour": 0.052 }, "us-east-1": { "nat.hour": 1 } }),
      PRICES,
    );
    expect(book["eu-central-1"]?.["nat.hour"]).toMatchObject({ usd: 0.052, unit: "hour" });
    expect(book["us-east-1"]?.["nat.hour"]?.usd).toBe(1);
    expect(book["us-east-1"]?.["nat.gb"]?.usd).toBe(0.045);
    expect(PRICES["us-east-1"]?.["nat.hour"]?.usd).toBe(0.045);
  });

  it("K3: may be given for any instance class, and for what has no public price", () => {
    const keys = ["rds.postgres.db.x2g.large", "cache.valkey.cache.r8g.large", "insights.vcpu"];
    expect(keys.map(unitOf)).toEqual(["hour", "hour", "vCPU and month, for the whole retention time"]);
  });

  it.each([
    [{ "eu-central-1": { "nat.minute": 1 } }, "eu-central-1.nat.minute: given a price that nothing uses"],
    [{ europe: {} }, "must be a region such as eu-central-1"],
    [{ "eu-central-1": { "nat.hour": -1 } }, "eu-central-1.nat.hour"],
    ["{", "JSON"],
  ])("K3: of a file are refused: %j", (content, message) => {
    expect(() => withPricesOf(file(content), PRICES)).toThrow(message);
  });
});
