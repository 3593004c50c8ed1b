import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { IMAGE_SOURCES, imageTags } from "./content-hash";

const imageTag = (project: string) => imageTags(project)("ARM64");
const repository = join(__dirname, "..", "..");

/** A lockfile with one package of the service, one that this needs, and one of the infrastructure alone. */
function lockfile(versions: { direct?: string; indirect?: string; infrastructure?: string } = {}): string {
  const { direct = "1.0.0", indirect = "1.0.0", infrastructure = "1.0.0" } = versions;
  return JSON.stringify({
    packages: {
      "": { dependencies: { infrastructure: "1.0.0" } },
      service: { dependencies: { direct: "1.0.0" } },
      "node_modules/direct": { version: direct, dependencies: { indirect: "1.0.0" } },
      "node_modules/indirect": { version: indirect },
      "node_modules/infrastructure": { version: infrastructure },
    },
  });
}

describe("imageTags", () => {
  let project: string;
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), content);
  };

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), "image-tag-"));
    for (const file of ["Dockerfile", "build.mjs", "package.json", "tsconfig.json"])
      write(`service/${file}`, file);
    for (const file of [".npmrc", "tsconfig.json"]) write(file, file);
    write("service/src/main.ts", "main");
    write("service/src/http/app.ts", "app");
    write("package-lock.json", lockfile());
  });
  afterEach(() => {
    rmSync(project, { recursive: true });
  });

  it("C6: is the same for the same sources in another place", () => {
    const copy = mkdtempSync(join(tmpdir(), "image-tag-copy-"));
    cpSync(project, copy, { recursive: true });
    expect(imageTag(copy)).toBe(imageTag(project));
    expect(imageTag(project)).toMatch(/^[0-9a-f]{16}-arm64$/);
    rmSync(copy, { recursive: true });
  });

  it.each([
    ["a source file", "service/src/http/app.ts", "changed"],
    ["a new source file", "service/src/http/new.ts", "app"],
    ["the Dockerfile", "service/Dockerfile", "changed"],
    ["the build", "service/build.mjs", "changed"],
    ["the package", "service/package.json", "changed"],
    ["the compiler's settings that it shares", "tsconfig.json", "changed"],
    ["the installation's settings", ".npmrc", "changed"],
    ["a package it needs", "package-lock.json", lockfile({ direct: "1.0.1" })],
    ["a package that package needs", "package-lock.json", lockfile({ indirect: "1.0.1" })],
  ])("C6: changes with %s", (_, path, content) => {
    const before = imageTag(project);
    write(path, content);
    expect(imageTag(project)).not.toBe(before);
  });

  it("C2, C6: is another one for another processor", () => {
    expect(imageTags(project)("X86_64")).toBe(imageTag(project).replace("arm64", "x86_64"));
  });

  it("C6: changes when text moves from one file to the next", () => {
    const before = imageTag(project);
    write("service/src/http/app.ts", "ap");
    write("service/src/main.ts", "pmain");
    expect(imageTag(project)).not.toBe(before);
  });

  it.each([
    ["a test", "service/src/http/app.test.ts", "test"],
    ["a document", "service/README.md", "text"],
    ["what was built", "service/dist/main.js", "bundle"],
    ["a package of the infrastructure", "package-lock.json", lockfile({ infrastructure: "2.0.0" })],
  ])("C6: stays with a change of %s", (_, path, content) => {
    const before = imageTag(project);
    write(path, content);
    expect(imageTag(project)).toBe(before);
  });

  it("C6: covers exactly what the Dockerfile can copy, and the lockfile by what the service needs of it", () => {
    const ignore = readFileSync(join(repository, "service", "Dockerfile.dockerignore"), "utf8");
    const allowed = [...ignore.matchAll(/^!(\S+)$/gm)].map(([, path = ""]) => path);
    const byPackage = ["package.json", "package-lock.json"];
    expect([...allowed, "service/Dockerfile"].filter((path) => !byPackage.includes(path)).sort()).toEqual(
      [...IMAGE_SOURCES].sort(),
    );
  });
});

describe("the Dockerfile", () => {
  const lines = readFileSync(join(repository, "service", "Dockerfile"), "utf8").split("\n");

  it("W6: pins its base to a version and a digest, and has no other", () => {
    const [base, ...others] = lines.filter((line) => line.startsWith("ARG NODE_IMAGE"));
    expect(base).toMatch(
      /=public\.ecr\.aws\/docker\/library\/node:\d+\.\d+\.\d+-\w+-slim@sha256:[0-9a-f]{64}$/,
    );
    expect(others).toEqual([]);
    expect(lines.filter((line) => line.startsWith("FROM"))).toEqual([
      "FROM ${NODE_IMAGE} AS build",
      "FROM ${NODE_IMAGE}",
    ]);
  });
});
