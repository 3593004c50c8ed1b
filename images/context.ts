import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import type { ImageBuild } from "../environments/config/images";
import { IgnoreRules } from "./ignore";

/** Where an image is built from, as absolute paths. */
export interface BuildPaths {
  readonly directory: string;
  readonly dockerfile: string;
  readonly context: string;
}

export function pathsOf(project: string, { directory, dockerfile, context }: ImageBuild): BuildPaths {
  const home = resolve(project, directory);
  return { directory: home, dockerfile: resolve(home, dockerfile), context: resolve(home, context) };
}

/**
 * The file that says what is left out of a context: one beside the Dockerfile, named after it, counts before the one of
 * the context. https://docs.docker.com/build/concepts/context/#filename-and-location
 */
export function ignoreFileOf({ dockerfile, context }: BuildPaths): string {
  const own = `${dockerfile}.dockerignore`;
  return existsSync(own) ? own : join(context, ".dockerignore");
}

export function ignoreRulesOf(paths: BuildPaths): IgnoreRules {
  const file = ignoreFileOf(paths);
  return new IgnoreRules(existsSync(file) ? readFileSync(file, "utf8") : "");
}

/** A file or symbolic link that the Dockerfile can copy. */
export interface ContextFile {
  /** From the context, with slashes. */
  readonly path: string;
  readonly kind: "file" | "executable" | "link";
}

/**
 * What the Dockerfile can copy, in the same order on every machine. Directories count by what they hold: git keeps no
 * empty ones. Sockets and devices are left out, as Docker does.
 */
export function contextFiles(paths: BuildPaths): ContextFile[] {
  const rules = ignoreRulesOf(paths);
  const found: ContextFile[] = [];
  const visit = (directory: string) => {
    for (const entry of readdirSync(join(paths.context, directory), { withFileTypes: true })) {
      const path = directory === "" ? entry.name : `${directory}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!rules.leavesOutAllBelow(path)) visit(path);
      } else if ((entry.isFile() || entry.isSymbolicLink()) && !rules.leavesOut(path)) {
        found.push({ path, kind: kindOf(join(paths.context, path)) });
      }
    }
  };
  visit("");
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Of a file's mode only what git keeps counts: whether its owner may execute it. */
function kindOf(file: string): ContextFile["kind"] {
  const stats = lstatSync(file);
  if (stats.isSymbolicLink()) return "link";
  return (stats.mode & 0o100) === 0 ? "file" : "executable";
}

/**
 * Directories that are no part of the sources, and differ from machine to machine, but would be in the context: the
 * packages beside a `package.json`, and git's own.
 */
export function strayDirectories(paths: BuildPaths): string[] {
  const rules = ignoreRulesOf(paths);
  const below = relative(paths.context, paths.directory).split(sep).join("/");
  const places = ["", ...(below === "" || below.startsWith("..") ? [] : [below])];
  const stray = places
    .filter((place) => existsSync(join(paths.context, place, "package.json")))
    .map((place) => (place === "" ? "node_modules" : `${place}/node_modules`));
  return [...(existsSync(join(paths.context, ".git")) ? [".git"] : []), ...stray].filter(
    (directory) => !rules.leavesOut(`${directory}/file`),
  );
}
