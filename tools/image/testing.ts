import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * Stands in for the container engine: what it pushes arrives in the emulated registry of that region, is copied as the
 * registry's rules say, which the emulator does not do, and is scanned. It writes down how it is called and what it reads where `ENGINE_LOG` names a file.
 */
const ENGINE = `#!/usr/bin/env node
const { appendFileSync, readFileSync } = require("node:fs");
const { DescribeRegistryCommand, ECRClient, PutImageCommand, StartImageScanCommand } = require("@aws-sdk/client-ecr");
const args = process.argv.slice(2);
const note = (line) => process.env.ENGINE_LOG && appendFileSync(process.env.ENGINE_LOG, line + "\\n");
async function push(image) {
  const [, region, repositoryName, imageTag] = /\\.ecr\\.(.+?)\\.amazonaws\\.com\\/(.+):(.+)$/.exec(image);
  const layer = { mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", size: 1, digest: "sha256:" + "a".repeat(64) };
  const manifest = { schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json", config: layer, layers: [layer] };
  const ecr = new ECRClient({ region });
  const pushed = { repositoryName, imageTag, imageManifest: JSON.stringify(manifest) };
  const { replicationConfiguration } = await ecr.send(new DescribeRegistryCommand({}));
  const rules = (replicationConfiguration?.rules ?? []).filter(({ repositoryFilters: filters = [] }) =>
    filters.some(({ filter }) => repositoryName.startsWith(filter)));
  const copies = rules.flatMap(({ destinations }) => destinations.map((one) => one.region));
  for (const to of [region, ...copies]) await new ECRClient({ region: to }).send(new PutImageCommand(pushed));
  await ecr.send(new StartImageScanCommand({ repositoryName, imageId: { imageTag } }));
}
note(args.join(" "));
if (args[0] === "login") note(readFileSync(0, "utf8"));
if (args[0] === "push") push(args[1]).catch((error) => { console.error(error); process.exitCode = 1; });
`;

/**
 * Puts the stand-in into a directory.
 *
 * @param project whose packages it uses
 * @returns the variables of a process that is to find it
 */
export function standInEngine(
  directory: string,
  project: string,
): { readonly PATH: string; readonly NODE_PATH: string } {
  const bin = join(directory, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "docker"), ENGINE);
  chmodSync(join(bin, "docker"), 0o755);
  return {
    PATH: [bin, process.env["PATH"]].join(delimiter),
    NODE_PATH: join(project, "node_modules"),
  };
}
