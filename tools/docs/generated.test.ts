import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { GENERATED } from "./generated";

const project = join(__dirname, "..", "..");

describe("generated documents", () => {
  it.each(Object.entries(GENERATED))(
    "O5: %s is what `npm run docs` makes of today's sources",
    (path, make) => {
      expect(readFileSync(join(project, path), "utf8")).toBe(`${make()}\n`);
    },
  );

  it("O5: the configuration reference knows every kind of field", () => {
    const lines = readFileSync(join(project, "docs/configuration.md"), "utf8").split("\n");
    const line = (field: string) => lines.find((one) => one.startsWith(`| \`${field}\` |`));
    expect(line("account")).toContain("an AWS account id: 12 digits, in quotes | **required**");
    expect(line("deletionProtection")).toContain("`true`, `false` | `true`");
    expect(line("network.zones")).toContain("whole number, 2–5 | `2`");
    expect(line("regions[].existingVpc.vpcId")).toContain("a VPC id such as");
    expect(line("services.<name>.cpu")).toContain("`256`, `512`, `1024`");
    expect(line("database.version")).toMatch(/postgres, aurora-postgresql: `"17"`.*mysql: `"8\.4"`/);
    for (const one of lines.filter((text) => text.startsWith("| `")))
      expect(one.split(/(?<!\\)\|/)).toHaveLength(6);
  });
});
