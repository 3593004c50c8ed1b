import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { problemsOf } from "../testing/problems";
import { MINIMAL } from "../testing/synthesize";

const project = join(__dirname, "..", "..");
const documents = ["README.md", ...readdirSync(join(project, "docs")).map((name) => `docs/${name}`)].filter(
  (path) => path.endsWith(".md"),
);
const read = (path: string) => readFileSync(join(project, path), "utf8");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Readonly<Record<string, string>> };

/** What stands in the environment's file in an example: fields, each with a comma at its end. */
const examples = [...read("docs/how-to.md").matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(
  ([, text = ""]) => text,
);

describe("docs/how-to.md", () => {
  it.each(examples)("O5: shows configuration that is valid: %s", (text) => {
    expect(problemsOf({ ...MINIMAL, ...(runInNewContext(`({${text}})`) as object) })).toEqual([]);
  });

  it("O5: has examples of what it explains", () => {
    expect(examples.length).toBeGreaterThanOrEqual(3);
  });
});

describe.each(documents)("%s", (path) => {
  const commands = [...read(path).matchAll(/\bnpm run (?:--silent )?([\w-]+)/g)].map(([, name = ""]) => name);
  it("O5: calls commands that there are", () => {
    // Those of the service's own package come with its name.
    const own = [...read(path).matchAll(/\bnpm run ([\w-]+) (?:-w|--workspace)/g)].map(
      ([, name = ""]) => name,
    );
    expect(commands.filter((name) => scripts[name] === undefined && !own.includes(name))).toEqual([]);
  });
});

it("O5: how-tos and limits are linked from the README", () => {
  for (const page of ["docs/how-to.md", "docs/limits.md"]) expect(read("README.md")).toContain(`](${page})`);
});
