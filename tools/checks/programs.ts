import { join } from "node:path";
import { onInterrupt } from "../cli/interrupt";
import { workspaces } from "../packages/workspaces";
import { CommandError, run } from "../process/run";

const project = join(__dirname, "..", "..");
/** What the programs remember of files that have not changed; gone with the packages. */
const CACHE = join("node_modules", ".cache");

/** A program of node_modules, and its arguments. */
type Program = readonly [name: string, ...args: string[]];

export function eslint(paths: readonly string[], ...options: string[]): Program {
  const cache = ["--cache", "--cache-strategy", "content", "--cache-location", join(CACHE, "eslint", "/")];
  return ["eslint", ...cache, "--no-warn-ignored", ...options, ...paths];
}

export function prettier(paths: readonly string[], ...options: string[]): Program {
  const cache = ["--cache", "--cache-strategy", "content", "--cache-location", join(CACHE, "prettier.json")];
  return ["prettier", ...cache, "--ignore-unknown", "--log-level", "warn", ...options, ...paths];
}

/** One for the infrastructure, one for each application that comes along. */
export const TYPE_CHECKS: readonly Program[] = [".", ...workspaces(project)].map((directory) => [
  "tsc",
  "--noEmit",
  "--incremental",
  "--tsBuildInfoFile",
  join(
    CACHE,
    "types",
    `${directory === "." ? "infrastructure" : directory.replaceAll("/", "-")}.tsbuildinfo`,
  ),
  "-p",
  directory,
]);

/** Runs programs one after the other, all of them, and ends with 1 where one of them failed. */
export function runPrograms(programs: readonly Program[]): void {
  onInterrupt(async (signal) => {
    for (const [name, ...args] of programs) {
      try {
        await run(join(project, "node_modules", ".bin", name), args, {
          cwd: project,
          signal,
          onLine: (line) => {
            console.log(line);
          },
        });
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        process.exitCode = 1;
      }
    }
  });
}
