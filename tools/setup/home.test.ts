import { homedir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { cacheDirectory } from "./home.cjs";
import { tools } from "./programs.cjs";

describe("cacheDirectory", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it("is the one that XDG_CACHE_HOME names", () => {
    expect(cacheDirectory({ XDG_CACHE_HOME: "/somewhere" })).toBe("/somewhere");
  });

  it("is in the home directory, and in the project where that can't be written", () => {
    vi.stubEnv("HOME", tools.replace(/\/[^/]+$/, ""));
    expect(cacheDirectory({ XDG_CACHE_HOME: "" })).toBe(join(homedir(), ".cache"));
    vi.stubEnv("HOME", "/dev/null/home");
    expect(cacheDirectory({})).toBe(join(tools, "cache"));
  });
});
