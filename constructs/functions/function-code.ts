import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { App, Manifest, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { zipSync } from "fflate";

export interface FunctionCode {
  /** Path of the archive as Terraform finds it, relative to the stack's own directory. */
  readonly path: string;
  /** Base64 of the archive's SHA-256, as Lambda computes it. */
  readonly hash: string;
}

/** The first moment that the zip format knows, in every time zone: the same files give the same archive. */
const MTIME = new Date(1980, 0, 1);

/**
 * Zips a directory of `functions/` next to the stack that `scope` belongs to. Handlers are plain modules without
 * dependencies of their own, so there is nothing to bundle.
 *
 * @param name name of the directory
 * @param named whether the archive's name tells its content: for resources that look at the name alone
 */
export function functionCode(
  scope: Construct,
  name: string,
  named: "plain" | "by-content" = "plain",
): FunctionCode {
  const archive = zip(join(__dirname, "..", "..", "functions", name));
  const hash = createHash("sha256").update(archive).digest();
  const stack = TerraformStack.of(scope);
  const relative = `functions/${name}${named === "plain" ? "" : `-${hash.toString("hex").slice(0, 16)}`}.zip`;
  // Not `manifest.forStack`: it would note the stack's dependencies now, while they are not known yet.
  const file = join(App.of(scope).outdir, Manifest.stacksFolder, stack.node.id, relative);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, archive);
  return {
    path: `\${path.module}/${relative}`,
    hash: hash.toString("base64"),
  };
}

/** A zip of the modules of a directory, tests left out. */
export function zip(directory: string): Uint8Array {
  const modules = readdirSync(directory)
    .filter((file) => file.endsWith(".mjs"))
    .sort();
  const files = modules.map((file) => [file, readFileSync(join(directory, file))] as const);
  return zipSync(Object.fromEntries(files), { mtime: MTIME });
}
