import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ProjectCopy } from "../../tools/testing/project-copy.js";

const project = fileURLToPath(new URL("../../", import.meta.url));
const { scripts } = JSON.parse(readFileSync(join(project, "service", "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** A clone in which nothing has been installed, and an npm whose `npm ci` takes no time. */
let clone: ProjectCopy;
const programs = mkdtempSync(join(tmpdir(), "programs-"));
const modules = (): string => clone.path("node_modules");

beforeAll(() => {
  clone = new ProjectCopy();
  const install = `[ "$1" = ci ] && ln -s '${join(project, "node_modules")}' '${modules()}'`;
  for (const [name, content] of [
    ["npm", install],
    ["tsx", "echo started"],
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
  it.each(Object.entries(scripts).filter(([name]) => name !== "start"))(
    "npm run %s -w service installs the packages",
    (_name, script) => {
      const { status, stderr } = spawnSync("sh", ["-c", script.replace("node build.mjs", "true")], {
        cwd: clone.path("service"),
        encoding: "utf8",
        env: { PATH: `${programs}:${dirname(process.execPath)}:/usr/bin:/bin`, HOME: programs },
      });
      expect(status).toBe(0);
      expect(stderr).toContain("Installing the packages");
      expect(existsSync(modules())).toBe(true);
    },
  );

  it("npm start -w service builds before it starts", () => {
    expect(scripts["start"]).toMatch(/^npm run --silent build && node /);
  });
});
