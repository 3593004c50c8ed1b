import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const named = (project: string): string[] =>
  (JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as { workspaces?: string[] }).workspaces ??
  [];

/**
 * Directories of the applications that come with the project: `workspaces` of its package.json. Their owner may delete
 * them; those are left out.
 */
export function workspaces(project: string): string[] {
  return named(project).filter((directory) => existsSync(join(project, directory)));
}

/** Whether a path, from the project's directory, is one of an application that has been deleted. */
export function wasDeleted(project: string, path: string): boolean {
  const left = workspaces(project);
  return named(project).some(
    (directory) => !left.includes(directory) && `${path}/`.startsWith(`${directory}/`),
  );
}
