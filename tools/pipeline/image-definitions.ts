import { imageDefinitionsFile } from "../../constructs/delivery/names";
import type { Environment } from "../../environments/config/schema";

/** Which container gets which image; the same for all containers here. */
export interface ImageDefinition {
  readonly name: string;
  readonly imageUri: string;
}

/**
 * What the ECS deploy actions of an environment and region read, by file name: for each service its own container, and
 * those that run before it (a migration must be of the same version).
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html#pipelines-create-image-definitions
 *
 * @param imageUri repository and tag in that region
 */
export function imageDefinitions(
  { name, services }: Pick<Environment, "name" | "services">,
  region: string,
  imageUri: string,
): Map<string, readonly ImageDefinition[]> {
  return new Map(
    Object.entries(services).map(([service, { before }]) => [
      imageDefinitionsFile(name, region, service),
      [service, ...before].map((container) => ({ name: container, imageUri })),
    ]),
  );
}
