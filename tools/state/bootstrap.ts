import { rmSync } from "node:fs";
import { join } from "node:path";
import type { StateLocation } from "../../constructs/state/state-location";
import { CommandError } from "../process/run";
import type { Terraform } from "../terraform/terraform";
import { AWS_ERROR_ALREADY_THERE, existingState, stateObjectExists } from "./existing";

export const OVERRIDE = "bootstrap_override.tf.json";
const ADOPT = "bootstrap_adopt.tf.json";

function localState(directory: string): string {
  return join(directory, "bootstrap.tfstate");
}

/** Where the state stack's own state is while the bucket that will hold it is being made. */
export function localBackend(directory: string): object {
  return { terraform: { backend: { local: { path: localState(directory) } } } };
}

/**
 * Creates the remote state of an account, or brings what exists up to date. It may be run at any time, by anyone,
 * again and again:
 *
 * - the state stack's state is in the bucket: an ordinary apply;
 * - it is not: resources that exist already (from a run that was interrupted, here or on another machine) are
 *   imported, the others created, with a local state that then moves into the bucket.
 *
 * @param terraform in the synthesized directory of the state stack
 * @returns whether the remote state was there before
 */
export async function bootstrap(
  terraform: Terraform,
  stackId: string,
  location: StateLocation,
): Promise<"created" | "present"> {
  if (await stateObjectExists(location, stackId)) {
    await terraform.init("-reconfigure");
    await terraform.apply();
    return "present";
  }
  await terraform.with(OVERRIDE, localBackend(terraform.directory), async () => {
    await terraform.init("-reconfigure");
    await applyAdopting(terraform, location);
  });
  await terraform.init("-migrate-state", "-force-copy");
  rmSync(localState(terraform.directory), { force: true });
  return "created";
}

async function applyAdopting(terraform: Terraform, location: StateLocation, attempts = 2): Promise<void> {
  const known = new Set(await terraform.resources().catch(() => []));
  const imports = (await existingState(terraform.directory, location)).filter(({ to }) => !known.has(to));
  try {
    await terraform.with(ADOPT, { import: imports }, () => terraform.apply());
  } catch (error) {
    // Somebody else bootstraps the same account at the same time: what they made is adopted.
    const lostRace = error instanceof CommandError && AWS_ERROR_ALREADY_THERE.test(error.output);
    if (!lostRace || attempts <= 1) throw error;
    await applyAdopting(terraform, location, attempts - 1);
  }
}
