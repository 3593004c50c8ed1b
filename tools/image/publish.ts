import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../../environments/config/schema";
import { UsageError } from "../cli/environment";
import type { Say } from "../cli/stages";
import { imagesOf } from "./built-image";
import { distribute } from "./distribute";
import { ContainerEngine } from "./engine";
import { Registry } from "./registry";

export interface PublishOptions {
  /** Directory of the project. */
  readonly project: string;
  /** Directory with `<image>.tar` for images that were built and saved elsewhere. @default they are built here */
  readonly archives?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly say: Say;
}

export interface Published {
  /** Name in the environment. */
  readonly name: string;
  /** Complete name, with tag, in the primary region. */
  readonly image: string;
  /** What the tag stands for, for good: `sha256:…`. */
  readonly digest: string;
  /** Whether the tag was in every region's repository before: nothing was built or pushed. */
  readonly present: boolean;
}

/**
 * Makes sure that the images of these sources are in an environment's repositories in every region: they are pushed in
 * the primary one, ECR copies them to the others, and they are pushed there too where no copy arrives.
 *
 * @throws {UsageError} where a repository has not been deployed yet
 * @throws {NoEngineError} where an image is missing and nothing here can build it
 * @throws {ImageBuildError} where one does not build
 */
export async function publish(
  environment: Environment,
  { project, archives, signal, say }: PublishOptions,
): Promise<Published[]> {
  const published: Published[] = [];
  for (const image of imagesOf(environment, project)) {
    const [primary, ...replicas] = await registriesOf(environment, image.repository);
    const archive = archives === undefined ? undefined : join(archives, `${image.name}.tar`);
    if (archive !== undefined && !existsSync(archive)) {
      throw new UsageError(
        `--images: given ${JSON.stringify(archives)}; allowed is a directory with ${image.name}.tar`,
      );
    }
    const done = await distribute({
      destinations: [{ primary, replicas }],
      image,
      archive,
      engine: () => ContainerEngine.find({ signal, onLine: say }),
      say,
    });
    const digest = await primary.digest(image.tag);
    const name = `${primary.url}:${image.tag}`;
    if (digest === undefined) throw new Error(`${name} was pushed, but is not there`);
    published.push({ name: image.name, image: name, digest, present: done === "nothing" });
  }
  return published;
}

/** The repositories of an image: where it is pushed, and where it is copied to. */
async function registriesOf(
  { regions }: Environment,
  repository: string,
): Promise<readonly [Registry, ...Registry[]]> {
  const [first = "us-east-1", ...others] = regions.map((region) => region.name);
  const find = (region: string) => Registry.find(region, repository);
  return [await find(first), ...(await Promise.all(others.map(find)))];
}
