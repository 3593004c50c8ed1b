import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export interface NodeProgram {
  readonly path: string;
  /** Which version it is, and whether the image runs that one. */
  readonly description: string;
}

/** The version of Node.js that the image runs, as the tag of its base says. */
export function imageVersion(): string {
  const [, version] =
    /^ARG NODE_IMAGE=.*:(\d+\.\d+\.\d+)-/m.exec(readFileSync(file("../Dockerfile"), "utf8")) ?? [];
  if (version === undefined) throw new Error("the Dockerfile names no version of Node.js");
  return version;
}

/** Node.js as the image runs it: this one, or the same version from npm; else this one, which is then said. */
export function imageNode(): NodeProgram {
  const version = imageVersion();
  const own = process.versions.node;
  if (own === version) return { path: process.execPath, description: `Node.js ${own}, as in the image` };
  const directory = join(file("../.."), ".tools", `node-${version}`);
  const path = join(directory, "package", "bin", "node");
  if (existsSync(path) || fetchNode(version, directory))
    return { path, description: `Node.js ${version}, as in the image` };
  return {
    path: process.execPath,
    description: `Node.js ${own}, NOT ${version} as in the image, which npm does not have for this machine`,
  };
}

/** Unpacks the npm package that holds the program. https://www.npmjs.com/package/node */
function fetchNode(version: string, directory: string): boolean {
  const { platform, arch } = process;
  const prefix = platform === "darwin" && arch === "arm64" ? "node-bin" : "node";
  const name = `${prefix}-${platform}-${arch}@${version}`;
  mkdirSync(directory, { recursive: true });
  const packed = spawnSync("npm", ["pack", name, "--silent", "--pack-destination", directory], {
    encoding: "utf8",
  });
  const archive = join(directory, packed.stdout.trim());
  const unpacked =
    packed.status === 0 &&
    spawnSync("tar", ["-xzf", archive, "-C", directory, "package/bin/node"]).status === 0;
  rmSync(unpacked ? archive : directory, { recursive: true, force: true });
  return unpacked;
}
