import type { Environment } from "../../environments/config/schema";
import type { Say } from "../cli/stages";
import { imageTags } from "./content-hash";
import { distribute } from "./distribute";
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
  /** Complete name, with tag, in the primary region. */
  readonly image: string;
  /** What the tag stands for, for good: `sha256:…`. */
  readonly digest: string;
  /** Whether the tag was in every region's repository before: nothing was built or pushed. */
  readonly present: boolean;
}

/**
 * Makes sure that the image of these sources is in an environment's repository in every region: it is pushed in the
 * primary one, ECR copies it to the others, and it is pushed there too where no copy arrives.
 *
 * @throws {UsageError} where a repository has not been deployed yet
 * @throws {NoEngineError} where the image is missing and nothing here can build it
 */
export async function publish(
  environment: Environment,
  { project, archive, signal, say }: PublishOptions,
): Promise<Published> {
  const tag = imageTags(project)(environment.image.architecture);
  const [primary, ...replicas] = await registriesOf(environment);
  const done = await distribute({
    destinations: [{ primary, replicas }],
    tag,
    architecture: environment.image.architecture,
    project,
    archive,
    engine: () => ContainerEngine.find({ signal, onLine: say }),
    say,
  });
  const digest = await primary.digest(tag);
  if (digest === undefined) throw new Error(`${primary.url}:${tag} was pushed, but is not there`);
  return { image: `${primary.url}:${tag}`, digest, present: done === "nothing" };
}

/** The repositories of an environment's images: where they are pushed, and where they are copied to. */
async function registriesOf({
  project,
  name,
  regions,
}: Environment): Promise<readonly [Registry, ...Registry[]]> {
  const [first = "us-east-1", ...others] = regions.map((region) => region.name);
  const find = (region: string) => Registry.find(region, `${project}-${name}`);
  return [await find(first), ...(await Promise.all(others.map(find)))];
}
