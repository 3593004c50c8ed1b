import type { Say } from "../cli/stages";
import type { Terraform } from "../terraform/terraform";
import { namedId } from "./named";
import { synthesizedResources } from "./synthesized";
import { taggedResources } from "./tagged";

/**
 * Takes into a stack's state what exists in AWS but is missing from it.
 *
 * Terraform writes a remote state every twenty seconds and at the end. An apply that is killed has made things in
 * between that no state knows; the next apply would make them again, or fail because their names are taken. They
 * carry the environment's tags and a `Name` that no other resource of their type has, so they can be found.
 *
 * @param terraform initialized
 * @param tags tags of every resource of the environment
 * @returns the addresses that were taken in
 */
export async function recover(
  terraform: Terraform,
  region: string,
  tags: Readonly<Record<string, string>>,
  say: Say = () => undefined,
): Promise<string[]> {
  const known = await terraform.ids();
  const owned = new Set(known.values());
  const tagged = (await taggedResources(region, tags)).filter(({ id }) => !owned.has(id));
  const adopted: string[] = [];
  for (const resource of synthesizedResources(terraform.directory)) {
    const { address, type, nameTag } = resource;
    if (known.has(address)) continue;
    const id =
      tagged.find((one) => one.type === type && one.nameTag === nameTag)?.id ?? namedId(resource, known);
    if (id === undefined) continue;
    say(`looking for ${address}`);
    if (!(await terraform.import(address, id))) continue;
    known.set(address, id);
    adopted.push(address);
  }
  return adopted;
}
