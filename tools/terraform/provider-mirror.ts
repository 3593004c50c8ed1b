import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const PROVIDER = join("registry.terraform.io", "hashicorp", "aws");

/**
 * Directories that Terraform itself looks into.
 * https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
 */
function impliedDirectories(): string[] {
  const home = homedir();
  return [
    join(home, ".terraform.d", "plugins"),
    join(home, ".local", "share", "terraform", "plugins"),
    "/usr/local/share/terraform/plugins",
    "/usr/share/terraform/plugins",
  ];
}

/** Where system administrators put shared software; searched two levels deep. */
const SYSTEM_DIRECTORIES = ["/opt", "/usr/local", "/usr/share", "/srv", "/var/lib"];

/**
 * A directory that holds the AWS provider as a filesystem mirror, so that no registry is needed.
 *
 * @returns the directory named by `TERRAFORM_PROVIDER_MIRROR`, else the first found in Terraform's own or the usual
 *   system directories, else undefined: the registry is used
 * @throws {Error} where the variable names a directory without the provider
 */
export function findProviderMirror(variables: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = variables["TERRAFORM_PROVIDER_MIRROR"];
  if (named !== undefined && named !== "") {
    if (existsSync(join(named, PROVIDER))) return named;
    throw new Error(
      `TERRAFORM_PROVIDER_MIRROR: given ${named}; allowed is a directory that contains ${PROVIDER}`,
    );
  }
  const candidates = [
    ...impliedDirectories(),
    ...SYSTEM_DIRECTORIES.flatMap((root) => [root, ...below(root, 2)]),
  ];
  return candidates.find((directory) => existsSync(join(directory, PROVIDER)));
}

function below(directory: string, levels: number): string[] {
  if (levels === 0) return [];
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => [join(directory, name), ...below(join(directory, name), levels - 1)]);
  } catch {
    // Not there, or not ours to read.
    return [];
  }
}
