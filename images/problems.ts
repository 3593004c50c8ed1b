import { existsSync, readFileSync, statSync } from "node:fs";
import { relative } from "node:path";
import { builtImages } from "../environments/config/images";
import type { Problem } from "../environments/config/problems";
import type { Environment } from "../environments/config/schema";
import { type BuildPaths, ignoreFileOf, ignoreRulesOf, pathsOf, strayDirectories } from "./context";
import { parseDockerfile } from "./dockerfile";

/**
 * What is wrong with the directories that an environment's images are built from.
 *
 * @param file the environment's, for its author
 * @param project directory that images' directories are relative to
 */
export function imageProblems(
  environment: Pick<Environment, "images">,
  file: string,
  project: string,
): Problem[] {
  return builtImages(environment).flatMap(([name, build]) => {
    const paths = pathsOf(project, build);
    const found = problemOf(paths, project);
    if (found === undefined) return [];
    const [field, allowed] = found;
    return [{ file, path: `images.${name}.${field}`, given: JSON.stringify(build[field]), allowed }];
  });
}

/** The first thing that is wrong: the field, and what is allowed there. */
function problemOf(paths: BuildPaths, project: string): readonly [keyof BuildPaths, string] | undefined {
  const show = (path: string) => relative(project, path) || ".";
  for (const field of ["directory", "context"] as const) {
    if (!isDirectory(paths[field])) {
      return [field, `a directory that exists; ${show(paths[field])} is none, seen from the project`];
    }
  }
  if (!existsSync(paths.dockerfile) || isDirectory(paths.dockerfile)) {
    const allowed = `a Dockerfile that exists; there is no ${show(paths.dockerfile)}. docs/your-application.md shows one`;
    return ["dockerfile", allowed];
  }
  if (parseDockerfile(readFileSync(paths.dockerfile, "utf8")).base === "") {
    return ["dockerfile", `a Dockerfile with an image after FROM; ${show(paths.dockerfile)} names none`];
  }
  try {
    ignoreRulesOf(paths);
  } catch (error) {
    return [
      "context",
      `a context whose ${show(ignoreFileOf(paths))} can be read: ${(error as Error).message}`,
    ];
  }
  const stray = strayDirectories(paths);
  if (stray.length === 0) return undefined;
  return [
    "context",
    `a context without ${stray.join(" and ")}, which differ from machine to machine: name them in ${show(ignoreFileOf(paths))}`,
  ];
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
