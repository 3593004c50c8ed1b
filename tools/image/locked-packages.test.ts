import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockedPackages } from "./locked-packages";

describe("lockedPackages", () => {
  let directory: string;
  const resolve = (packages: object) => {
    const path = join(directory, "package-lock.json");
    writeFileSync(path, JSON.stringify({ packages }));
    return lockedPackages(path, "service");
  };
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "locked-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it("takes the nearest copy of a package, as Node does", () => {
    const packages = resolve({
      service: { dependencies: { a: "1" } },
      "service/node_modules/a": { version: "1.0.0", integrity: "sha-a", dependencies: { b: "1" } },
      "service/node_modules/a/node_modules/b": { version: "1.5.0", integrity: "sha-b1" },
      "node_modules/a": { version: "9.0.0", integrity: "sha-a9" },
      "node_modules/b": { version: "9.5.0", integrity: "sha-b9" },
    });
    expect(packages).toEqual([
      "service/node_modules/a@1.0.0 sha-a",
      "service/node_modules/a/node_modules/b@1.5.0 sha-b1",
    ]);
  });

  it("counts what the workspace is built with, but not what its packages are developed with", () => {
    const packages = resolve({
      service: { devDependencies: { build: "1" } },
      "node_modules/build": { version: "1.0.0", devDependencies: { test: "1" } },
      "node_modules/test": { version: "1.0.0" },
    });
    expect(packages).toEqual(["node_modules/build@1.0.0 "]);
  });

  it("ends where packages need each other, and passes over optional ones that are absent", () => {
    const packages = resolve({
      service: { dependencies: { a: "1" } },
      "node_modules/a": {
        version: "1.0.0",
        dependencies: { b: "1" },
        optionalDependencies: { elsewhere: "1" },
      },
      "node_modules/b": { version: "1.0.0", dependencies: { a: "1" } },
    });
    expect(packages).toEqual(["node_modules/a@1.0.0 ", "node_modules/b@1.0.0 "]);
  });
});
