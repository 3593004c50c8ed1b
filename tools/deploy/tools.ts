import { UsageError } from "../cli/environment";
import { CommandError, run } from "../process/run";
import release from "../terraform/release.json";

/** Write-only attributes, which keep secrets out of the state, came with Terraform 1.11. */
const OLDEST = release.oldest.split(".").map(Number);

/** @throws {UsageError} where Terraform is missing or too old */
export async function checkTerraform(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const get = "`node tools/setup.mjs --terraform` brings it.";
  try {
    const { stdout } = await run("terraform", ["version", "-json"], { env });
    const { terraform_version: version } = JSON.parse(stdout) as { terraform_version: string };
    const [major = 0, minor = 0] = version.split(".").map(Number);
    const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
    if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return version;
    throw new UsageError(`Terraform ${release.oldest} or later is needed; this is ${version}. ${get}`);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new UsageError(`Terraform ${release.oldest} or later is needed; there is none. ${get}`);
  }
}
