import type { Environment } from "../../environments/config/schema";
import type { Say } from "../cli/stages";
import { type BuiltImage, imagesOf } from "../image/built-image";
import { distribute } from "../image/distribute";
import { ContainerEngine } from "../image/engine";
import { Registry } from "../image/registry";

export interface DistributionOptions {
  /** Directory of the project. */
  readonly project: string;
  /** Environments that the pipeline has deployed before: what they run is taken from them. */
  readonly before: readonly Environment[];
  readonly signal: AbortSignal;
  readonly say: Say;
}

/**
 * Brings the images of an environment to its repositories, and nowhere else. An image that an environment before has is
 * taken from there, so that the later environments run exactly what the earlier ones ran; the others are built.
 *
 * @returns what the environment pulls in a region, by image
 */
export async function distributeImages(
  environment: Environment,
  { project, before, signal, say }: DistributionOptions,
): Promise<(region: string) => ReadonlyMap<string, string>> {
  const built: { readonly image: BuiltImage; readonly registries: readonly Registry[] }[] = [];
  for (const image of imagesOf(environment, project)) {
    const registries = await registriesOf(environment, image);
    const [primary, ...replicas] = registries;
    if (primary === undefined) continue;
    const sources = before.flatMap((other) =>
      imagesOf(other, project)
        .filter(({ tag }) => tag === image.tag)
        .map((same) => primaryOf(other, same)),
    );
    await distribute({
      destinations: [{ primary, replicas }],
      sources: await Promise.all(sources),
      image,
      engine: () => ContainerEngine.find({ signal, onLine: say }),
      say,
    });
    built.push({ image, registries });
  }
  const given = Object.entries(environment.images).flatMap(([name, { reference }]) =>
    reference === undefined ? [] : [[name, reference] as const],
  );
  return (region) => {
    const position = environment.regions.findIndex(({ name }) => name === region);
    const pulled = built.map(
      ({ image, registries }) => [image.name, `${registries[position]?.url ?? ""}:${image.tag}`] as const,
    );
    return new Map([...given, ...pulled]);
  };
}

function registriesOf({ account, regions }: Environment, { repository }: BuiltImage): Promise<Registry[]> {
  return Promise.all(regions.map(({ name }) => Registry.find(name, repository, account)));
}

function primaryOf({ account, regions }: Environment, { repository }: BuiltImage): Promise<Registry> {
  return Registry.find(regions[0]?.name ?? "us-east-1", repository, account);
}
