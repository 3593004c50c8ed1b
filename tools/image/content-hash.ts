import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../../environments/config/schema";
import { lockedPackages } from "./locked-packages";

/** What the image is built from, besides locked packages; its Dockerfile copies nothing else. */
export const IMAGE_SOURCES = [
  ".npmrc",
  "service/Dockerfile",
  "service/build.mjs",
  "service/package.json",
  "service/src",
  "service/tsconfig.json",
  "tsconfig.json",
];

/** The image's tag for a processor architecture. */
export type TagOf = (architecture: Environment["image"]["architecture"]) => string;

/**
 * The tags of the service's image: a hash of its sources and of the exact packages it is built with, and what
 * processor it is for. The same sources give the same tags on every machine, so a deployment without a change in them
 * plans nothing.
 *
 * @param project directory that holds `service/` and `package-lock.json`
 */
export function imageTags(project: string): TagOf {
  const hash = contentHash(project);
  return (architecture) => `${hash}-${architecture.toLowerCase()}`;
}

function contentHash(project: string): string {
  const hash = createHash("sha256");
  for (const file of IMAGE_SOURCES.flatMap((source) => files(project, source))) {
    // Names and lengths are hashed too: moving text from one file to another is a change.
    const content = readFileSync(join(project, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  for (const line of lockedPackages(join(project, "package-lock.json"), "service")) hash.update(`${line}\n`);
  return hash.digest("hex").slice(0, 16);
}

/** The files of a directory tree in a stable order, tests left out. */
function files(root: string, path: string): string[] {
  if (statSync(join(root, path)).isFile()) return [path];
  return readdirSync(join(root, path), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? files(root, `${path}/${entry.name}`) : [`${path}/${entry.name}`],
    )
    .filter((file) => !file.endsWith(".test.ts"));
}
