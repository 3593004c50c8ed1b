import { createHash, type Hash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { type BuildPaths, contextFiles } from "./context";

/**
 * A hash of everything that an image is built from: its Dockerfile, and every file that this can copy, with name, mode
 * and content. What `.dockerignore` leaves out does not count, nor do times and owners.
 *
 * @returns 16 hexadecimal digits
 */
export function contentHash(paths: BuildPaths): string {
  const hash = createHash("sha256");
  add(hash, "dockerfile", "", readFileSync(paths.dockerfile));
  for (const { path, kind } of contextFiles(paths)) {
    const file = join(paths.context, path);
    add(hash, kind, path, kind === "link" ? Buffer.from(readlinkSync(file)) : readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Names and lengths are hashed too: moving text from one file to another is a change. */
function add(hash: Hash, kind: string, path: string, content: Buffer): void {
  hash.update(`${kind}\0${path}\0${content.length}\0`).update(content);
}
