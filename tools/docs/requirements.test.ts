import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { wasDeleted } from "../packages/workspaces";

const project = join(__dirname, "..", "..");
const read = (path: string) => readFileSync(join(project, path), "utf8");
const paths = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, path]) => path ?? "");

/** Without what went with an application that was deleted. */
const present = (all: readonly string[]) => all.filter((path) => !wasDeleted(project, path));

const rows = [...read("docs/requirements.md").matchAll(/^\| ([A-Z]\d) +\| (.*) \| (.*) \|$/gm)].map(
  ([, id = "", built = "", proven = ""]) => ({ id, built: paths(built), proven: paths(proven) }),
);

/** Rows of the scope by letter, numbered from one. */
const SCOPE = { N: 7, C: 8, A: 6, D: 7, R: 2, E: 3, S: 6, M: 6, P: 6, T: 2, K: 3, X: 2, W: 6, O: 5 };

describe("docs/requirements.md", () => {
  it("has every row of the scope, once and in order", () => {
    const scope = Object.entries(SCOPE).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
    );
    expect(rows.map(({ id }) => id)).toEqual(scope);
  });

  it.each(rows)("$id: names only what exists", ({ built, proven }) => {
    expect(present([...built, ...proven]).filter((path) => !existsSync(join(project, path)))).toEqual([]);
    expect(built).not.toHaveLength(0);
  });

  it.each(rows)("$id: names tests whose titles name the row", ({ id, proven }) => {
    const title = new RegExp(`(?:["\`]|^# )(?:[A-Z]\\d(?:, | |/))*${id}(?:(?:, | |/)[A-Z]\\d)*:`, "m");
    expect(present(proven).filter((path) => !title.test(read(path)))).toEqual([]);
    expect(proven).not.toHaveLength(0);
  });
});
