import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { container, variables } from "../testing/containers";
import { MINIMAL, synthesize } from "../testing/synthesize";

const root = join(__dirname, "..", "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const document = read("docs/agreements.md");
const rows = document.split("\n").filter((line) => line.startsWith("| "));
const told = rows.flatMap((row) => /^\| `([A-Z_]+)`/.exec(row)?.[1] ?? []);

describe("docs/agreements.md", () => {
  const stack = synthesize({
    test: { ...MINIMAL, database: { engine: "postgres" }, services: { web: { route: {} } } },
  }).get("test-us-east-1-service");

  it("C2: names what the platform tells", () => {
    expect(told.length).toBeGreaterThan(3);
    const given = variables(container(stack, "web"));
    for (const name of told) expect(given).toHaveProperty(name);
  });

  it("names files that exist", () => {
    const files = [...document.matchAll(/`((?:stacks|constructs)\/[\w./-]+\.ts)`/g)].map(
      ([, file = ""]) => file,
    );
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(existsSync(join(root, file)), file).toBe(true);
  });
});
