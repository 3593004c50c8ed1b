import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const project = join(__dirname, "..", "..");
const read = (path: string) => readFileSync(join(project, path), "utf8");
const paths = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, path]) => path ?? "");

const rows = [...read("docs/requirements.md").matchAll(/^\| ([A-Z]\d) +\| (.*) \| (.*) \|$/gm)].map(
  ([, id = "", built = "", proven = ""]) => ({ id, built: paths(built), proven: paths(proven) }),
);

describe("docs/requirements.md", () => {
  it("has rows", () => {
    expect(rows.length).toBeGreaterThan(20);
  });

  it.each(rows)("$id: names only what exists", ({ built, proven }) => {
    expect([...built, ...proven].filter((path) => !existsSync(join(project, path)))).toEqual([]);
    expect(built).not.toHaveLength(0);
  });

  it.each(rows)("$id: names tests whose titles name the row", ({ id, proven }) => {
    const title = new RegExp(`["\`](?:[A-Z]\\d(?:, | |/))*${id}(?:(?:, | |/)[A-Z]\\d)*:`);
    expect(proven.filter((path) => !title.test(read(path)))).toEqual([]);
    expect(proven).not.toHaveLength(0);
  });
});
