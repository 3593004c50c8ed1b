import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import dev from "../../environments/dev";
import { problemsOf } from "../testing/problems";
import { CHOICES } from "./choices";

/** Rows of the table in the document, which another test compares with what they are made of. */
const rows = readFileSync(join(__dirname, "..", "..", "docs", "cost.md"), "utf8")
  .split("\n")
  .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "")));

describe("choices that change what an environment costs", () => {
  it.each(CHOICES)("K2: $title ($setting) saves or costs what it should", ({ title, setting, saves }) => {
    const [, shown, , effect] = rows.find(([first]) => first === title) ?? [];
    expect(shown).toBe(`\`${setting}\``);
    expect(effect).toMatch(saves ? /^(−\d|> −1)/ : /^(\+\d|< \+1)/);
  });

  it("K2: are fields of the schema", () => {
    const unknown = CHOICES.map(({ setting }) => /^\w+/.exec(setting)?.[0] ?? "").filter((field) =>
      problemsOf({ [field]: null }).some((problem) => problem.startsWith(": unknown")),
    );
    expect(unknown).toEqual([]);
  });
});

it("K2: dev is as cheap as it gets: one NAT gateway, Spot, nothing at night, short retention", () => {
  expect(dev.network).toMatchObject({ nat: "single", interfaceEndpoints: [] });
  for (const service of Object.values(dev.services ?? {})) {
    expect(service).toMatchObject({ capacity: { onDemandWeight: 0, spotWeight: 1 } });
    expect(service.scaling?.schedules).toContainEqual(expect.objectContaining({ min: 0, max: 0 }));
  }
  expect([dev.logs?.retentionDays, dev.loadBalancer?.accessLogDays, dev.image?.keep]).toEqual([7, 7, 10]);
});
