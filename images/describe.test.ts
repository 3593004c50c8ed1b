import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeImages } from "./describe";
import { imageProblems } from "./problems";

const BUILD = { directory: "app", dockerfile: "Dockerfile", context: "." };
let project: string;
const write = (path: string, content: string) => {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), content);
};
const described = (build = BUILD, at = project) => describeImages(at)(build, "ARM64");
const tag = (build = BUILD, at = project) => described(build, at).tag;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "image-"));
  write("app/Dockerfile", "FROM node:24\nCOPY . .\n");
  write("app/.dockerignore", "node_modules\n*.md\n!LICENSE.md\n");
  write("app/package.json", "{}");
  write("app/package-lock.json", "{}");
  write("app/src/main.js", "main");
  write("app/src/http.js", "http");
});
afterEach(() => {
  rmSync(project, { recursive: true });
});

describe("C6, C8: the tag of an image", () => {
  it("is the same for the same sources in another place, at another time, by another owner's umask", () => {
    const copy = mkdtempSync(join(tmpdir(), "image-copy-"));
    cpSync(project, copy, { recursive: true });
    utimesSync(join(copy, "app/src/main.js"), 1, 1);
    chmodSync(join(copy, "app/src/main.js"), 0o600);
    expect(tag(BUILD, copy)).toBe(tag());
    expect(tag()).toMatch(/^[0-9a-f]{16}-arm64$/);
    rmSync(copy, { recursive: true });
  });

  it.each([
    ["a source file", "app/src/main.js", "Main"],
    ["a new source file", "app/src/new.js", ""],
    ["the lockfile", "app/package-lock.json", "{ }"],
    ["the Dockerfile", "app/Dockerfile", "FROM node:24\nCOPY . . \n"],
    ["a file that .dockerignore takes back in", "app/LICENSE.md", "free"],
    ["a hidden file", "app/.npmrc", "engine-strict=true"],
  ])("changes with a byte in %s", (_what, path, content) => {
    const before = tag();
    write(path, content);
    expect(tag()).not.toBe(before);
  });

  it.each([
    ["a file that .dockerignore leaves out", "app/README.md"],
    ["installed packages", "app/node_modules/express/index.js"],
    ["a file outside of the context", "other/src/main.js"],
  ])("stays with %s", (_what, path) => {
    const before = tag();
    write(path, "anything");
    expect(tag()).toBe(before);
  });

  it("changes when a file is removed, renamed, or becomes executable", () => {
    const tags = new Set([tag()]);
    chmodSync(join(project, "app/src/main.js"), 0o755);
    tags.add(tag());
    cpSync(join(project, "app/src/http.js"), join(project, "app/src/http2.js"));
    unlinkSync(join(project, "app/src/http.js"));
    tags.add(tag());
    unlinkSync(join(project, "app/src/http2.js"));
    tags.add(tag());
    expect(tags.size).toBe(4);
  });

  it("changes with where a symbolic link leads, and with what a file holds that becomes one", () => {
    symlinkSync("main.js", join(project, "app/src/index.js"));
    const first = tag();
    unlinkSync(join(project, "app/src/index.js"));
    symlinkSync("http.js", join(project, "app/src/index.js"));
    const second = tag();
    unlinkSync(join(project, "app/src/index.js"));
    write("app/src/index.js", "http.js");
    expect(new Set([first, second, tag()]).size).toBe(3);
  });

  it("changes when text moves from one file to the next", () => {
    const before = tag();
    write("app/src/http.js", "htt");
    write("app/src/main.js", "pmain");
    expect(tag()).not.toBe(before);
  });

  it("is another one for another processor", () => {
    expect(describeImages(project)(BUILD, "X86_64").tag).toBe(tag().replace("arm64", "x86_64"));
  });

  it("follows an ignore file beside the Dockerfile before the context's", () => {
    write("app/web.Dockerfile", "FROM node:24\n");
    const build = { ...BUILD, dockerfile: "web.Dockerfile" };
    write("app/web.Dockerfile.dockerignore", "*\n!src\n");
    const before = tag(build);
    write("app/package.json", '{ "name": "x" }');
    expect(tag(build)).toBe(before);
    write("app/src/main.js", "changed");
    expect(tag(build)).not.toBe(before);
  });

  it("covers a context that is wider than the application's directory", () => {
    const build = { ...BUILD, context: ".." };
    write(".dockerignore", "*\n!app/src\n!shared\n");
    const before = tag(build);
    write("docs/guide.md", "text");
    expect(tag(build)).toBe(before);
    write("shared/util.js", "util");
    expect(tag(build)).not.toBe(before);
  });
});

describe("C8: whether an image has Node.js", () => {
  it("is what its Dockerfile says", () => {
    expect(described().node).toBe(true);
    write("app/Dockerfile", "FROM nginx\n");
    expect(described().node).toBe(false);
  });
});

describe("C8: what is wrong with where images are built from", () => {
  const problems = (build: object) =>
    imageProblems({ images: { app: { ...IMAGE, ...BUILD, ...build } } }, "environments/test.ts", project);
  const IMAGE = { user: "1000:1000", readOnlyRootFilesystem: true, writablePaths: [] };

  it("is nothing where all is there", () => {
    expect(problems({})).toEqual([]);
  });

  it.each([
    [
      "directory",
      { directory: "../nowhere" },
      "a directory that exists; ../nowhere is none, seen from the project",
    ],
    ["directory", { directory: "app/package.json" }, "a directory that exists"],
    ["context", { context: "nowhere" }, "a directory that exists; app/nowhere is none"],
    [
      "dockerfile",
      { dockerfile: "Containerfile" },
      "there is no app/Containerfile. docs/your-application.md shows one",
    ],
    ["dockerfile", { dockerfile: "src" }, "there is no app/src"],
  ])("is named with its path: %s", (field, build, allowed) => {
    const given = JSON.stringify((build as Record<string, unknown>)[field]);
    expect(problems(build)).toEqual([
      {
        file: "environments/test.ts",
        path: `images.app.${field}`,
        given,
        allowed: expect.stringContaining(allowed) as string,
      },
    ]);
  });

  it("is a Dockerfile without an image", () => {
    write("app/Dockerfile", "# later\n");
    expect(problems({})).toMatchObject([
      { allowed: "a Dockerfile with an image after FROM; app/Dockerfile names none" },
    ]);
  });

  it.each([
    ["installed packages", "", "package.json", "node_modules"],
    ["git's own files", "node_modules", ".git/config", ".git"],
  ])("is a context with %s, which differ from machine to machine", (_what, ignore, file, named) => {
    write("app/.dockerignore", ignore);
    write(`app/${file}`, "{}");
    expect(problems({})).toMatchObject([
      {
        path: "images.app.context",
        allowed: `a context without ${named}, which differ from machine to machine: name them in app/.dockerignore`,
      },
    ]);
  });

  it("is a pattern that can not be understood", () => {
    write("app/.dockerignore", "[z-a]");
    expect(problems({})).toMatchObject([{ path: "images.app.context" }]);
  });
});
