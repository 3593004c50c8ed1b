import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ProjectCopy } from "./testing/project-copy";

const project = join(__dirname, "..");
const scriptsOf = (path: string) =>
  (JSON.parse(readFileSync(join(project, path), "utf8")) as { scripts: Record<string, string> }).scripts;

/** A clone in which nothing has been installed, and an npm whose `npm ci` takes no time. */
let clone: ProjectCopy;
const programs = mkdtempSync(join(tmpdir(), "programs-"));
const modules = () => clone.path("node_modules");

/** Runs a script of a package.json as npm does. */
function runScript(script: string, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync("sh", ["-c", [script, ...args].join(" ")], {
    cwd: clone.directory,
    encoding: "utf8",
    env: { PATH: `${programs}:${dirname(process.execPath)}:/usr/bin:/bin`, HOME: programs },
  });
  return { status, stdout, stderr };
}

beforeAll(() => {
  clone = new ProjectCopy();
  const install = `[ "$1" = ci ] && ln -s '${join(project, "node_modules")}' '${modules()}'`;
  for (const [name, content] of [
    ["npm", install],
    ["tsc", "echo started"],
    ["vitest", "echo started"],
  ] as const) {
    writeFileSync(join(programs, name), `#!/bin/sh\n${content}\n`);
    chmodSync(join(programs, name), 0o755);
  }
});

beforeEach(() => {
  // A link: what it leads to stays.
  if (existsSync(modules())) unlinkSync(modules());
});

afterAll(() => {
  clone.remove();
  rmSync(programs, { recursive: true });
});

describe("in a fresh clone", () => {
  const commands = Object.entries(scriptsOf("package.json")).filter(([name]) => name !== "setup");

  it.each(commands)(
    "npm run %s installs the packages, and tells with --help how it is used",
    (name, script) => {
      const { status, stdout, stderr } = runScript(script, ["--help"]);
      const typed = name === "test" ? "npm test" : `npm run ${name}`;
      expect(stderr).toMatch(/^Installing the packages .*\n$/);
      expect(status).toBe(0);
      expect(stdout).toContain(`Usage: ${typed} -- `);
      expect(stdout).toMatch(new RegExp(`\\nExamples?:\\n {2}${typed}\\b`));
    },
  );

  it.each([
    ["the app, as cdktf starts it", `${process.execPath} -r ./tools/typescript/synthesis.cjs main.ts`],
    ["a module", `${process.execPath} -r ./tools/typescript/register.cjs main.ts`],
    ["the configuration of Vitest", `${process.execPath} tools/typescript/installed.cjs`],
  ])("%s says in a sentence what to run", (_title, script) => {
    expect(runScript(script, [])).toEqual({
      status: 1,
      stdout: "",
      stderr: "The packages are not installed yet. Install them with: npm run setup\n",
    });
  });
});

describe("what does not exist", () => {
  it("as a command is answered with those that do, and the nearest", () => {
    const { status, stderr } = runScript("node tools/run.mjs deplyo", []);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^command: given "deplyo" \(did you mean deploy\?\); allowed are init, rehearse, test, plan, .*benchmark\n$/,
    );
  });

  it("as an option is said before anything is set up", () => {
    const { status, stderr } = runScript("node tools/run.mjs deploy", ["dev", "--yess"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^npm run deploy: given the option --yess \(did you mean --yes\?\); allowed are .*--help\. How it is used: npm run deploy -- --help\n$/,
    );
    expect(existsSync(modules())).toBe(false);
  });
});
