import type { Say } from "../cli/stages";
import type { Terraform } from "../terraform/terraform";
import { restoreDeletedSecret } from "./deleted-secrets";
import { namedId } from "./named";
import {
  type SynthesizedProvider,
  type SynthesizedResource,
  synthesizedProviders,
  synthesizedResources,
} from "./synthesized";
import { type Tagged, taggedResources } from "./tagged";

/**
 * Takes into a stack's state what exists in AWS but is missing from it.
 *
 * Terraform writes a remote state every twenty seconds and at the end. An apply that is killed has made things in
 * between that no state knows; the next apply would make them again, or fail because their names are taken. They
 * carry the tags of the environment or the account, and a `Name` that no other resource of their type has, so they can
 * be found. A secret that was deleted, and is wanted again before AWS has let its name go, is restored first.
 *
 * @param terraform initialized
 * @returns the addresses that were taken in
 */
export async function recover(terraform: Terraform, say: Say = () => undefined): Promise<string[]> {
  const known = await terraform.ids();
  const owned = new Set(known.values());
  // By the provider that makes them: a stack may work in several regions.
  const tagged = new Map<string, readonly Tagged[]>();
  const providers = synthesizedProviders(terraform.directory);
  for (const { name, region, tags } of providers) {
    const found = await taggedResources(region, tags);
    tagged.set(
      name,
      found.filter(({ id }) => !owned.has(id)),
    );
  }
  const adopted: string[] = [];
  for (const resource of synthesizedResources(terraform.directory)) {
    const { address, type, nameTag, provider } = resource;
    if (known.has(address)) continue;
    const id =
      (await restoredId(resource, providers)) ??
      tagged.get(provider)?.find((one) => one.type === type && one.nameTag === nameTag)?.id ??
      namedId(resource, known);
    if (id === undefined) continue;
    say(`looking for ${address}`);
    if (!(await terraform.import(address, id))) continue;
    known.set(address, id);
    adopted.push(address);
  }
  return adopted;
}

async function restoredId(
  { type, attributes, provider }: SynthesizedResource,
  providers: readonly SynthesizedProvider[],
): Promise<string | undefined> {
  const { name } = attributes;
  const region = providers.find((one) => one.name === provider)?.region;
  if (type !== "aws_secretsmanager_secret" || typeof name !== "string" || region === undefined)
    return undefined;
  return restoreDeletedSecret(region, name);
}
