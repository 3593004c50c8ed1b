import { UsageError } from "../cli/environment";
import { CommandError, run } from "../process/run";

/** Write-only attributes, which keep secrets out of the state, came with Terraform 1.11. */
const TERRAFORM = [1, 11] as const;

/** @throws {UsageError} where Terraform is missing or too old */
export async function checkTerraform(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const get = "Get it from https://developer.hashicorp.com/terraform/install and put it on the PATH.";
  try {
    const { stdout } = await run("terraform", ["version", "-json"], { env });
    const { terraform_version: version } = JSON.parse(stdout) as { terraform_version: string };
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major > TERRAFORM[0] || (major === TERRAFORM[0] && minor >= TERRAFORM[1])) return version;
    throw new UsageError(`Terraform ${TERRAFORM.join(".")} or later is needed; this is ${version}. ${get}`);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new UsageError(`Terraform ${TERRAFORM.join(".")} or later is needed; there is none. ${get}`);
  }
}
