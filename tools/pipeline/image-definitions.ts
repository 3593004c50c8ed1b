import { imageDefinitionsFile } from "../../constructs/delivery/names";
import { imageNameOf } from "../../environments/config/images";
import type { Environment } from "../../environments/config/schema";

/** Which container gets which image. */
export interface ImageDefinition {
  readonly name: string;
  readonly imageUri: string;
}

/**
 * What the ECS deploy actions of an environment and region read, by file name: for each service its own container, and
 * those that run before it (a migration must be of the same version).
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html#pipelines-create-image-definitions
 *
 * @param uris what is pulled in that region, by image: repository and tag, or digest
 */
export function imageDefinitions(
  environment: Pick<Environment, "name" | "services" | "tasks" | "images">,
  region: string,
  uris: ReadonlyMap<string, string>,
): Map<string, readonly ImageDefinition[]> {
  const { name, services, tasks } = environment;
  const uriOf = (runnable: { readonly image?: string | undefined } = {}) =>
    uris.get(imageNameOf(environment, runnable)) ?? "";
  return new Map(
    Object.entries(services).map(([service, config]) => [
      imageDefinitionsFile(name, region, service),
      [
        { name: service, imageUri: uriOf(config) },
        ...config.before.map((task) => ({ name: task, imageUri: uriOf(tasks[task]) })),
      ],
    ]),
  );
}
