import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthesize } from "../plan/synthesize";
import { readStacks, type Stack } from "./stacks";

/** The stacks of all environments as the app synthesizes them now, leaving `cdktf.out` as it is. */
export async function synthesizeStacks(project: string, signal: AbortSignal): Promise<Stack[]> {
  const directory = mkdtempSync(join(tmpdir(), "webapp-platform-cost-"));
  try {
    await synthesize(project, { output: directory, signal });
    return readStacks(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
