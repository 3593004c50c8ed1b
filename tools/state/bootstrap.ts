import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { StateLocation } from "../../constructs/state/state-location";
import { CommandError } from "../process/run";
import type { Terraform } from "../terraform/terraform";
import { AWS_ERROR_ALREADY_THERE, existingState, stateObjectExists } from "./existing";
import { refuseSecondState } from "./region";

export const OVERRIDE = "bootstrap_override.tf.json";
const ADOPT = "bootstrap_adopt.tf.json";

function localState(directory: string): string {
  return join(directory, "bootstrap.tfstate");
}

/** Where the state stack's own state is while the bucket that will hold it is being made. */
export function localBackend(directory: string): object {
  return { terraform: { backend: { local: { path: localState(directory) } } } };
}

export function forgetLocalState(directory: string): void {
  rmSync(localState(directory), { force: true });
}

/**
 * Creates the remote state of an account, or brings what exists up to date. It may be run at any time, by anyone,
 * again and again:
 *
 * - the state stack's state is in the bucket: an ordinary apply;
 * - it is not: resources that exist already (from a run that was interrupted, here or on another machine) are
 *   imported, the others created, with a local state that then moves into the bucket;
 * - somebody else creates it at this moment: it is waited for.
 *
 * @param terraform in the synthesized directory of the state stack
 * @returns whether the remote state was there before
 * @throws {StateElsewhereError} where the account has one in another region
 */
export async function bootstrap(
  terraform: Terraform,
  stackId: string,
  location: StateLocation,
): Promise<"created" | "present"> {
  await refuseSecondState(location);
  if (await stateObjectExists(location, stackId)) return update(terraform);
  const first = await terraform.with(OVERRIDE, localBackend(terraform.directory), async () => {
    await terraform.init("-reconfigure");
    return createOrAdopt(terraform, location);
  });
  if (first) await terraform.init("-migrate-state", "-force-copy");
  forgetLocalState(terraform.directory);
  if (first) return "created";
  await stateOfOthers(location, stackId);
  return update(terraform);
}

async function update(terraform: Terraform): Promise<"present"> {
  await terraform.init("-reconfigure");
  await terraform.apply();
  return "present";
}

/** @returns false where somebody else was faster; then nothing of this attempt is left */
async function createOrAdopt(terraform: Terraform, location: StateLocation, attempts = 3): Promise<boolean> {
  const known = new Set(await terraform.resources().catch(() => []));
  const imports = (await existingState(terraform.directory, location)).filter(({ to }) => !known.has(to));
  try {
    await terraform.with(ADOPT, { import: imports }, () => terraform.apply());
    return true;
  } catch (error) {
    const lostRace = error instanceof CommandError && AWS_ERROR_ALREADY_THERE.test(error.output);
    if (!lostRace || attempts <= 1) throw error;
    if (known.size + imports.length > 0) return createOrAdopt(terraform, location, attempts - 1);
    // Bucket and table come after the alias that somebody else got: there is no more than a key to remove.
    await terraform.destroy();
    return false;
  }
}

/** Waits until those who were faster are done. @throws {Error} where they do not get there */
async function stateOfOthers(location: StateLocation, stackId: string, patienceMs = 300_000): Promise<void> {
  const until = Date.now() + patienceMs;
  while (!(await stateObjectExists(location, stackId))) {
    if (Date.now() > until) {
      throw new Error(
        `${location.bucket}: somebody else is bootstrapping this account, but has not finished; run it again`,
      );
    }
    await sleep(2000);
  }
}
