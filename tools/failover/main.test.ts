import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const project = join(__dirname, "..", "..");

/** Runs the command as npm does, without anything that leads to AWS. */
function failover(...args: string[]): { readonly status: number | null; readonly stderr: string } {
  const main = ["-r", "./tools/typescript/register.cjs", "tools/failover/main.ts"];
  const { status, stderr } = spawnSync(process.execPath, [...main, ...args], {
    cwd: project,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] },
  });
  return { status, stderr };
}

describe("npm run failover", () => {
  it.each([
    ["nothing", []],
    ["two things", ["--to", "us-west-2", "--retire", "us-east-1"]],
  ])("X2: wants one thing to do, and not %s", (_, options) => {
    expect(failover("prod", ...options)).toEqual({
      status: 1,
      stderr: "say one of --to <region>, --retire <region>, --start <region>\n",
    });
  });

  it("X2: names the environments there are", () => {
    expect(failover("production", "--to", "us-west-2").stderr).toContain("allowed are dev, prod, staging");
  });
});
