import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, expect, it } from "vitest";
import { end, run, start } from "../process/run";

const project = join(__dirname, "..", "..");
const temporary = mkdtempSync(join(tmpdir(), "interrupt-"));
afterAll(() => {
  rmSync(temporary, { recursive: true });
});

/** All processes that a process has started, directly or not. */
async function descendants(pid: number): Promise<number[]> {
  const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid="]);
  const pairs = stdout.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    pairs.flatMap(([child = 0, of]) => (of === parent ? [child, ...below(child)] : []));
  return below(pid);
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it("O3: a rehearsal that is interrupted ends in time and takes everything with it", async () => {
  const main = ["-r", "./tools/typescript/register.cjs", "tools/rehearsal/main.ts", "dev"];
  const child = start(process.execPath, main, {
    cwd: project,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { pid, stdout } = child;
  if (pid === undefined || stdout === null) throw new Error("the rehearsal did not start");
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
  try {
    // In the middle of bootstrap or deployment, with the emulator and Terraform at work.
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: stdout }).on("line", (line) => {
        if (line.includes("  creating ")) resolve();
      });
      child.once("close", () => reject(new Error("the rehearsal ended before it was interrupted")));
    });
    const started = await descendants(pid);
    expect(started.length).toBeGreaterThanOrEqual(2);
    const interrupted = Date.now();

    process.kill(pid, "SIGINT");

    expect(await closed).toBe(130);
    expect(Date.now() - interrupted).toBeLessThan(30_000);
    // The watchdog of a provider that stays sees the end of the rehearsal a moment later.
    await expect.poll(() => started.filter(exists), { timeout: 5_000 }).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
  } finally {
    await end(child, 0);
  }
});
