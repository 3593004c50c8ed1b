import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { run } from "../process/run";
import type { Manifest } from "./manifest";

/** Lockfiles of package managers, and what installs exactly what they say. */
const LOCKFILES = [
  { file: "package-lock.json", command: ["npm", "ci", "--no-audit", "--no-fund"] },
  { file: "npm-shrinkwrap.json", command: ["npm", "ci", "--no-audit", "--no-fund"] },
  { file: "pnpm-lock.yaml", command: ["pnpm", "install", "--frozen-lockfile"] },
  { file: "yarn.lock", command: ["yarn", "install", "--immutable"] },
] as const;

/**
 * What an application needs before it can be started here, in order: its packages by its lockfile, unless they are
 * installed already, and its `build` script where it has one; or what its `rehearsal.json` says instead.
 */
export function preparation(directory: string, { setup, build }: Manifest): string[][] {
  const steps = [setup ?? installation(directory), build ?? building(directory)];
  return steps.filter((step) => step.length > 0).map((step) => [...step]);
}

/** @throws {CommandError} with what a step said */
export async function prepare(directory: string, manifest: Manifest, signal: AbortSignal): Promise<void> {
  for (const [program = "", ...args] of preparation(directory, manifest)) {
    await run(program, args, { cwd: directory, signal });
  }
}

/** The scripts of an application's `package.json`; none where there is no such file. */
export function scriptsOf(directory: string): Readonly<Record<string, string>> {
  const file = join(directory, "package.json");
  if (!existsSync(file)) return {};
  const { scripts = {} } = JSON.parse(readFileSync(file, "utf8")) as { scripts?: Record<string, string> };
  return scripts;
}

function installation(directory: string): readonly string[] {
  if (!existsSync(join(directory, "package.json"))) return [];
  const locked = LOCKFILES.find(({ file }) => existsSync(join(directory, file)));
  if (locked === undefined) return ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund"];
  const installed = statSync(join(directory, "node_modules", ".package-lock.json"), {
    throwIfNoEntry: false,
  });
  const current =
    installed !== undefined && installed.mtimeMs >= statSync(join(directory, locked.file)).mtimeMs;
  return locked.command[0] === "npm" && current ? [] : locked.command;
}

function building(directory: string): readonly string[] {
  return "build" in scriptsOf(directory) ? ["npm", "run", "build"] : [];
}
