import type { DescribeTaskDefinitionResponse, RegisterTaskDefinitionRequest } from "@aws-sdk/client-ecs";

/** What ECS adds to a revision when it is registered. */
const ADDED = new Set([
  "taskDefinitionArn",
  "revision",
  "status",
  "requiresAttributes",
  "compatibilities",
  "registeredAt",
  "registeredBy",
  "deregisteredAt",
]);

/** A revision as it can be registered again. @param described with its tags */
export function registrable(described: DescribeTaskDefinitionResponse): RegisterTaskDefinitionRequest {
  const { family, containerDefinitions, ...settings } = described.taskDefinition ?? {};
  const kept = Object.entries(settings).filter(([key]) => !ADDED.has(key));
  const tags = [...(described.tags ?? [])].sort((a, b) => (a.key ?? "").localeCompare(b.key ?? ""));
  return {
    ...Object.fromEntries(kept),
    family,
    containerDefinitions,
    // ECS takes no empty list.
    ...(tags.length > 0 && { tags }),
  };
}

/** An image's name without tag and digest: another repository has versions of its own. */
export function repositoryOf(image: string): string {
  return image.replace(/[:@][^/]*$/, "");
}
