import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mirrorBuildspec } from "../../constructs/delivery/mirror-buildspec";

interface Buildspec {
  readonly version: number;
  readonly phases: { readonly build: { readonly commands: readonly string[] } };
}

const { version, phases } = JSON.parse(mirrorBuildspec()) as Buildspec;

describe("the build that copies a repository", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "mirror-"));
    for (const name of ["source", "replica"]) git(directory, "init", "--quiet", "--bare", "-b", "main", name);
    git(directory, "clone", "--quiet", "source", "work");
    commit("one");
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });
  const path = (name: string) => join(directory, name);
  const git = (cwd: string, ...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
      cwd,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  const commit = (text: string) => {
    writeFileSync(join(path("work"), "file"), text);
    git(path("work"), "add", "file");
    git(path("work"), "commit", "--quiet", "-m", text);
    git(path("work"), "push", "--quiet", "origin", "HEAD:main");
  };
  const refs = (name: string) =>
    git(directory, "ls-remote", "--heads", "--tags", path(name)).replaceAll(path(name), "");
  /** The commands as CodeBuild runs them: one shell, ended by the first that fails. */
  const mirror = (env: NodeJS.ProcessEnv = {}) => {
    const home = mkdtempSync(join(directory, "home-"));
    return spawnSync("bash", ["-e", "-c", phases.build.commands.join("\n")], {
      cwd: home,
      encoding: "utf8",
      env: {
        ...process.env,
        HOME: home,
        RETRY_SECONDS: "0",
        SOURCE_URL: path("source"),
        REPLICA_URL: path("replica"),
        ...env,
      },
    });
  };

  it("P3: copies branches and tags, also those that were moved, and removes what is gone", () => {
    expect(version).toBe(0.2);
    git(path("work"), "push", "--quiet", "origin", "HEAD:feature");
    git(path("work"), "tag", "v1");
    git(path("work"), "push", "--quiet", "origin", "v1");
    expect(mirror().status).toBe(0);
    expect(refs("replica")).toBe(refs("source"));
    expect(refs("replica")).toContain("refs/heads/feature");
    expect(refs("replica")).toContain("refs/tags/v1");

    commit("two");
    git(path("work"), "push", "--quiet", "origin", ":feature");
    git(path("work"), "tag", "-f", "v1");
    git(path("work"), "push", "--quiet", "-f", "origin", "v1");
    expect(mirror().status).toBe(0);
    expect(refs("replica")).toBe(refs("source"));
    expect(refs("replica")).not.toContain("feature");
  });

  it("P3: undoes what somebody pushed to the copy", () => {
    mirror();
    git(path("work"), "push", "--quiet", path("replica"), "HEAD:stray");
    expect(refs("replica")).toContain("stray");
    expect(mirror().status).toBe(0);
    expect(refs("replica")).toBe(refs("source"));
  });

  it("P3: fails where the copy can't be brought up to date", () => {
    const { status, stdout } = mirror({ REPLICA_URL: path("nowhere") });
    expect(status).not.toBe(0);
    expect(stdout).toContain("Attempt 5: the copy differs still.");
  });
});
