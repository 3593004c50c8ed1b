import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { findProgram, ProgramMissingError, stopChild } from "../../tools/servers/program.js";

export interface Emulator {
  readonly url: string;
  stop(): Promise<void>;
}

/** The emulator exits with this code where the Python package it needs is not installed. */
const missingExitCode = 3;

/** The AWS emulator of this repository (tools/emulator). */
export async function startEmulator(): Promise<Emulator> {
  const repository = fileURLToPath(new URL("../../", import.meta.url));
  // As the set-up has installed the emulator's packages.
  const own = join(repository, ".venv", "bin", "python");
  const child = spawn(
    existsSync(own) ? own : findProgram("python3"),
    ["-m", "emulator", "--port", "0", "--exit-with-stdin"],
    {
      cwd: repository,
      env: { ...process.env, PYTHONPATH: "tools" },
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-10_000);
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([once(lines, "line"), once(child, "exit")])) as unknown[];
  if (line === missingExitCode) throw new ProgramMissingError(errors.trim());
  if (typeof line !== "string") throw new Error(`the AWS emulator did not start:\n${errors}`);
  const { url } = JSON.parse(line) as { url: string };
  return { url, stop: () => stopChild(child) };
}
