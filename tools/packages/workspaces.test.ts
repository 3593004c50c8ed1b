import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wasDeleted, workspaces } from "./workspaces";

describe("the applications that come along", () => {
  let project: string;
  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), "workspaces-"));
    writeFileSync(join(project, "package.json"), JSON.stringify({ workspaces: ["shop", "apps/admin"] }));
    mkdirSync(join(project, "apps", "admin"), { recursive: true });
  });
  afterAll(() => {
    rmSync(project, { recursive: true });
  });

  it("are those of package.json, without what their owner has deleted", () => {
    expect(workspaces(project)).toEqual(["apps/admin"]);
  });

  it.each([
    ["shop", true],
    ["shop/src/main.ts", true],
    ["shopping/main.ts", false],
    ["apps/admin/gone.ts", false],
  ])("%s went with one of them: %s", (path, went) => {
    expect(wasDeleted(project, path)).toBe(went);
  });
});

/**
 * What may name a path of an application, and why. Whoever deletes the application deletes these lines; the tests pass
 * without doing so.
 */
const MAY_NAME: Readonly<Record<string, string>> = {
  "README.md": "says how to work on the application that comes along",
};

/** Documents, the environments' files, which state the application they run, and what nobody wrote here. */
const LEFT_OUT =
  /^(docs|node_modules|cdktf\.out|coverage|\.git|\.venv|\.tools|environments\/[\w-]+\.ts)$|(^|\/)(node_modules|dist|__pycache__|\.[a-z]+_cache)$/;

/** Whether a text names a path of an application: in one piece, in pieces, or to npm and Vitest. */
function namesPathOf(application: string, text: string): boolean {
  const entries = readdirSync(join(project, application)).map((entry) => entry.replaceAll(".", "\\."));
  const below = `(?:${entries.join("|")})\\b`;
  return [
    `(?<![\\w-]/|[\\w.-])${application}/${below}`,
    `"${application}", "${below}`,
    `directory: "${application}"`,
    `(?:-w|--root|--workspace)[ =]${application}\\b`,
  ].some((pattern) => new RegExp(pattern).test(text));
}

const project = join(__dirname, "..", "..");

describe("the infrastructure", () => {
  const applications = workspaces(project);
  const files = (directory: string): string[] =>
    readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
      const path = relative(project, join(directory, entry.name));
      if (LEFT_OUT.test(path) || applications.includes(path)) return [];
      return entry.isDirectory() ? files(join(project, path)) : entry.isFile() ? [path] : [];
    });
  const all = files(project);

  it("knows nothing of what the application that comes along does", () => {
    const knowing = all.filter(
      (path) =>
        !/^(README\.md|examples\/.*|tools\/(image\/examples\.test\.sh|rehearsal\/example\.slow\.test\.ts|packages\/workspaces\.test\.ts))$/.test(
          path,
        ) && /Hello World!|\bclicks\b|\/api\/links/.test(readFileSync(join(project, path), "utf8")),
    );
    expect(knowing).toEqual([]);
  });

  it.runIf(applications.length > 0)("names no path of an application, and imports nothing of it", () => {
    expect(all.length).toBeGreaterThan(500);
    const naming = all.filter((path) => {
      const text = readFileSync(join(project, path), "utf8");
      return applications.some((application) => namesPathOf(application, text));
    });
    expect(naming.filter((path) => !(path in MAY_NAME))).toEqual([]);
    expect(Object.keys(MAY_NAME).filter((path) => !naming.includes(path))).toEqual([]);
  });
});
