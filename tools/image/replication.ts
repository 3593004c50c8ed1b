import { DescribeRegistryCommand, ECRClient, type ReplicationRule } from "@aws-sdk/client-ecr";
import { awsClient } from "../aws/client";
import type { Environment } from "../../environments/config/schema";
import type { Terraform } from "../terraform/terraform";

/**
 * Regions that ECR does not copy an environment's images to yet. AWS is asked, not the state of the stack: whoever
 * deploys may read the one, and not always the other.
 */
export async function regionsWithoutCopies({ project, name, regions }: Environment): Promise<string[]> {
  const [primary, ...others] = regions.map((region) => region.name);
  if (primary === undefined || others.length === 0) return [];
  const registry = await awsClient(ECRClient, { region: primary }).send(new DescribeRegistryCommand({}));
  const rules = registry.replicationConfiguration?.rules ?? [];
  const reached = rules
    .filter(isAbout(`${project}-${name}-`))
    .flatMap(({ destinations }) => destinations ?? []);
  return others.filter((other) => !reached.some(({ region }) => region === other));
}

/** Brings to AWS which images are copied where. */
export async function applyReplication(terraform: Terraform): Promise<void> {
  await terraform.init("-reconfigure");
  await terraform.apply();
}

/** Whether a rule copies all repositories whose names begin so; a rule without filters copies every repository. */
function isAbout(prefix: string): (rule: ReplicationRule) => boolean {
  return ({ repositoryFilters: filters = [] }) =>
    filters.length === 0 || filters.some(({ filter = "" }) => prefix.startsWith(filter));
}
