import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { workspaces } from "../packages/workspaces";

const project = join(__dirname, "..", "..");
const read = (path: string) => readFileSync(join(project, path), "utf8");
const version = read(".nvmrc").trim();
const [major = ""] = version.split(".");

/** What a pattern with one group finds in a file; there has to be something. */
function found(path: string, pattern: RegExp): string[] {
  const matches = [...read(path).matchAll(pattern)].map(([, match = ""]) => match);
  expect(matches, `${path}: ${pattern}`).not.toHaveLength(0);
  return matches;
}

const examples = readdirSync(join(project, "examples"));
const applications = [...workspaces(project), ...examples.map((name) => `examples/${name}`)];
const packages = ["package.json", ...applications.map((directory) => `${directory}/package.json`)];
const oldest = (path: string) => (JSON.parse(read(path)) as { engines: { node: string } }).engines.node;

describe(`Node.js ${version}, as .nvmrc says`, () => {
  it("W6: is an exact version", () => {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it.each(applications.map((directory) => `${directory}/Dockerfile`))(
    "W6: is what %s is built on",
    (path) => {
      expect(new Set(found(path, /\bnode:([\d.]+)/g))).toEqual(new Set([version]));
    },
  );

  it.each(["buildspec.yml", "buildspec.image.yml"])(
    "P2: is what %s runs, as far as CodeBuild lets choose",
    (path) => {
      const { phases } = parse(read(path)) as {
        phases: { install: { "runtime-versions": { nodejs: number } } };
      };
      expect(String(phases.install["runtime-versions"].nodejs)).toBe(major);
    },
  );

  it("P1: is what GitHub Actions run, but for the tests on the oldest version", () => {
    expect(read(".github/actions/setup/action.yml")).toContain("node-version-file: .nvmrc");
    const others = readdirSync(join(project, ".github", "workflows")).flatMap((name) =>
      [...read(`.github/workflows/${name}`).matchAll(/node-version: *(\S+)/g)].map(([, given = ""]) => given),
    );
    expect(others).toEqual([`${oldest("package.json").replace(">=", "")}.0`]);
  });

  it("is what documents recommend", () => {
    expect(new Set(found("docs/your-application.md", /\bnode:(\d+)/g))).toEqual(new Set([major]));
  });
});

describe("the oldest Node.js", () => {
  it("is the same for every package, and in the README", () => {
    const range = oldest("package.json");
    expect(packages.map(oldest)).toEqual(packages.map(() => range));
    const number = range.replace(">=", "");
    expect(found("README.md", /Node\.js\]\([^)]*\) ([\d.]+) or later/g)).toEqual([number]);
    expect(found("docs/upgrading.md", /^\| Node\.js +\| ([\d.]+) or later/gm)).toEqual([number]);
  });
});
