import type { Terraform } from "../terraform/terraform";
import { existingBaseline } from "./existing";

const ADOPT = "baseline_adopt.tf.json";

/**
 * Sets an account's baseline up, or brings it up to date. What exists already, because somebody enabled it by hand
 * or with another tool, is taken into the state instead of made a second time, which AWS would refuse. It may be run
 * at any time, by anyone, again and again.
 *
 * @param terraform in the synthesized directory of the baseline stack
 * @returns addresses of what was adopted
 */
export async function applyBaseline(terraform: Terraform, account: string): Promise<string[]> {
  await terraform.init("-reconfigure");
  const known = await terraform.ids();
  const imports = (await existingBaseline(terraform.directory, account)).filter(({ to }) => !known.has(to));
  await terraform.with(ADOPT, { import: imports }, () => terraform.apply());
  return imports.map(({ to }) => to);
}

/** Removes the baseline, with what was adopted. */
export async function removeBaseline(terraform: Terraform): Promise<void> {
  await terraform.init("-reconfigure");
  await terraform.destroy();
}
