import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheDirectory } from "../setup/home.cjs";
import { findProviderMirror } from "./provider-mirror";

/**
 * A temporary directory with a Terraform CLI configuration of its own, and the variables that make Terraform use
 * it: the provider from a mirror where there is one, else from the registry, kept in a cache; no prompts, no calls
 * home. What the user has configured for real deployments stays untouched.
 */
export class TerraformWorkspace {
  readonly directory = mkdtempSync(join(tmpdir(), "webapp-platform-"));
  /** Whether providers come from a mirror: then checksums of other platforms can not be looked up. */
  readonly mirrored: boolean;
  readonly variables: Readonly<Record<string, string>>;

  constructor() {
    const mirror = findProviderMirror();
    this.mirrored = mirror !== undefined;
    const configuration = join(this.directory, "terraform.rc");
    writeFileSync(configuration, mirror === undefined ? registry() : filesystemMirror(mirror));
    this.variables = {
      TF_CLI_CONFIG_FILE: configuration,
      TF_IN_AUTOMATION: "1",
      TF_INPUT: "0",
      CHECKPOINT_DISABLE: "1",
      // Every command reads the schemas of 1,500 types of resources and ends: collecting garbage is a quarter of its work.
      GOGC: "off",
      GOMEMLIMIT: "1GiB",
    };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function filesystemMirror(path: string): string {
  return `provider_installation {
  filesystem_mirror {
    path = ${JSON.stringify(path)}
    include = ["registry.terraform.io/hashicorp/*"]
  }
  direct {
    exclude = ["registry.terraform.io/hashicorp/*"]
  }
}
`;
}

/** The provider is 700 MB unpacked; without a cache each stack would download its own. */
function registry(): string {
  const cache = join(cacheDirectory(), "webapp-platform", "terraform-plugins");
  mkdirSync(cache, { recursive: true });
  return `plugin_cache_dir = ${JSON.stringify(cache)}\n`;
}
