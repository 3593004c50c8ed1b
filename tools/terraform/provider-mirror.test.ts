import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findProviderMirror } from "./provider-mirror";

describe("findProviderMirror", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "mirror-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
    vi.unstubAllEnvs();
  });
  const mirror = (...path: string[]) => {
    const root = join(directory, ...path);
    mkdirSync(join(root, "registry.terraform.io", "hashicorp", "aws"), { recursive: true });
    return root;
  };

  it("takes the directory that the variable names", () => {
    const named = mirror("named");
    expect(findProviderMirror({ TERRAFORM_PROVIDER_MIRROR: named })).toBe(named);
  });

  it("refuses a named directory without the provider, and says what belongs in it", () => {
    expect(() => findProviderMirror({ TERRAFORM_PROVIDER_MIRROR: directory })).toThrow(
      `given ${directory}; allowed is a directory that contains registry.terraform.io/hashicorp/aws`,
    );
  });

  it("looks where Terraform itself looks before it searches the system", () => {
    vi.stubEnv("HOME", directory);
    const implied = mirror(".terraform.d", "plugins");
    expect(findProviderMirror({})).toBe(implied);
  });
});
