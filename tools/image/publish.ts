import type { Environment } from "../../environments/config/schema";
import type { Say } from "../cli/stages";
import { imageTag } from "./content-hash";
import { ContainerEngine } from "./engine";
import { Registry } from "./registry";

export interface PublishOptions {
  /** Directory of the project. */
  readonly project: string;
  /** An image that was built and saved elsewhere, as `webapp:<tag>`. @default it is built here */
  readonly archive?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly say: Say;
}

export interface Published {
  /** Complete name, with tag. */
  readonly image: string;
  /** Whether the tag was in the repository before: nothing was built or pushed. */
  readonly present: boolean;
}

/**
 * Makes sure that the image of these sources is in an environment's repository, in its primary region; ECR
 * replicates it to the others.
 *
 * @throws {UsageError} where the repository has not been deployed yet
 * @throws {NoEngineError} where the image is missing and nothing here can build it
 */
export async function publish(
  environment: Environment,
  { project, archive, signal, say }: PublishOptions,
): Promise<Published> {
  const tag = imageTag(project);
  const registry = await registryOf(environment);
  const image = `${registry.url}:${tag}`;
  if (await registry.has(tag)) return { image, present: true };
  const engine = await ContainerEngine.find({ signal, onLine: say });
  if (archive === undefined) {
    say(`building ${image}`);
    await engine.build(project, image, tag, environment.image.architecture);
  } else {
    say(`loading ${archive}`);
    await engine.load(archive);
    await engine.tag(`webapp:${tag}`, image);
  }
  say(`pushing ${image}`);
  const { user, password } = await registry.credentials();
  await engine.login(new URL(`https://${registry.url}`).host, user, password);
  await engine.push(image);
  return { image, present: false };
}

/** The repository that an environment's images are pushed to. */
export function registryOf({ project, name, regions }: Environment): Promise<Registry> {
  return Registry.find(regions[0]?.name ?? "us-east-1", `${project}-${name}`);
}
