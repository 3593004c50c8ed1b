import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { OUTPUT, synthesize } from "../plan/synthesize";
import { CommandError, run } from "../process/run";

/**
 * Synthesizes another revision of the project, with this one's packages where both lock the same.
 *
 * @param directory a checkout of that revision
 * @returns where it was synthesized to; undefined where that revision can't be synthesized, which its own checks
 *   have reported
 */
export async function synthesizeRevision(
  project: string,
  directory: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const lock = (of: string) => readFileSync(join(of, "package-lock.json"), "utf8");
  const output = join(directory, OUTPUT);
  try {
    if (!existsSync(join(directory, "node_modules"))) {
      if (lock(directory) === lock(project)) {
        symlinkSync(join(project, "node_modules"), join(directory, "node_modules"));
      } else {
        await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: directory, signal });
      }
    }
    await synthesize(directory, { output, signal });
    return output;
  } catch (error) {
    if (error instanceof CommandError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
