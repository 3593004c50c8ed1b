import { readFileSync } from "node:fs";
import type { ImageBuild } from "../environments/config/images";
import { contentHash } from "./content-hash";
import { pathsOf } from "./context";
import { isNodeImage, parseDockerfile } from "./dockerfile";
import type { DescribeImage } from "./image";

/**
 * Describes images by what they are built from. The same sources give the same tags on every machine, so a deployment
 * without a change in them plans nothing.
 *
 * @param project directory that images' directories are relative to
 */
export function describeImages(project: string): DescribeImage {
  const known = new Map<string, { readonly hash: string; readonly node: boolean }>();
  const look = (build: ImageBuild) => {
    const paths = pathsOf(project, build);
    const node = isNodeImage(parseDockerfile(readFileSync(paths.dockerfile, "utf8")).base);
    return { hash: contentHash(paths), node };
  };
  return (build, architecture) => {
    const key = JSON.stringify([build.directory, build.dockerfile, build.context]);
    const { hash, node } = known.get(key) ?? look(build);
    known.set(key, { hash, node });
    return { tag: `${hash}-${architecture.toLowerCase()}`, node };
  };
}
