import { imageDefinitionsFile, migrationFile } from "../../constructs/delivery/names";
import { imageNameOf } from "../../environments/config/images";
import type { Environment } from "../../environments/config/schema";
import type { MigrationEvent } from "../../functions/run-migration/event";

/** Which container gets which image. */
export interface ImageDefinition {
  readonly name: string;
  readonly imageUri: string;
}

/**
 * What the actions of an environment and region read, by file name: for each service which image its container gets, and
 * the event of the function that runs the migration, which is of the same version.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html#pipelines-create-image-definitions
 *
 * @param uris what is pulled in that region, by image: repository and tag, or digest
 */
export function imageDefinitions(
  environment: Pick<Environment, "project" | "name" | "services" | "tasks" | "migration" | "images">,
  region: string,
  uris: ReadonlyMap<string, string>,
): Map<string, readonly ImageDefinition[] | MigrationEvent> {
  const { project, name, services, tasks, migration } = environment;
  const uriOf = (runnable: { readonly image?: string | undefined } = {}) =>
    uris.get(imageNameOf(environment, runnable)) ?? "";
  const files = new Map<string, readonly ImageDefinition[] | MigrationEvent>(
    Object.entries(services).map(([service, config]) => [
      imageDefinitionsFile(name, region, service),
      [{ name: service, imageUri: uriOf(config) }],
    ]),
  );
  if (migration === undefined) return files;
  const event = { taskDefinition: `${project}-${name}-${migration}`, image: uriOf(tasks[migration]) };
  return files.set(migrationFile(name, region), event);
}
