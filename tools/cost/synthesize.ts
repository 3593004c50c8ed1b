import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../process/run";
import { readStacks, type Stack } from "./stacks";

/** The stacks of all environments as the app synthesizes them now, leaving `cdktf.out` as it is. */
export async function synthesizeStacks(project: string, signal: AbortSignal): Promise<Stack[]> {
  const directory = mkdtempSync(join(tmpdir(), "webapp-platform-cost-"));
  try {
    await run(process.execPath, ["-r", "./tools/typescript/register.cjs", "main.ts"], {
      cwd: project,
      env: { ...process.env, CDKTF_OUTDIR: directory },
      signal,
    });
    return readStacks(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
