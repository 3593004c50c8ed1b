import type { Environment } from "../../environments/config/schema";
import type { Say } from "../cli/stages";
import { type BuiltImage, imagesOf } from "../image/built-image";
import { distribute } from "../image/distribute";
import { ContainerEngine } from "../image/engine";
import { Registry } from "../image/registry";

/** An image in one of the environments that run it, with its repositories in all regions, in their order. */
interface Wanted {
  readonly environment: Environment;
  readonly image: BuiltImage;
  readonly registries: readonly Registry[];
}

/**
 * Brings the images of several environments to their repositories. What is built from the same sources is built once,
 * so that the later environments run exactly what the earlier ones ran.
 *
 * @returns what an environment pulls in a region, by image
 */
export async function distributeImages(
  targets: readonly Environment[],
  { project, signal, say }: { readonly project: string; readonly signal: AbortSignal; readonly say: Say },
): Promise<(environment: Environment, region: string) => ReadonlyMap<string, string>> {
  const wanted: Wanted[] = [];
  for (const environment of targets) {
    for (const image of imagesOf(environment, project)) {
      wanted.push({ environment, image, registries: await registriesOf(environment, image) });
    }
  }
  for (const tag of new Set(wanted.map(({ image }) => image.tag))) {
    const same = wanted.filter(({ image }) => image.tag === tag);
    const [first] = same;
    if (first === undefined) continue;
    await distribute({
      destinations: same.flatMap(({ registries: [primary, ...replicas] }) =>
        primary === undefined ? [] : [{ primary, replicas }],
      ),
      image: first.image,
      engine: () => ContainerEngine.find({ signal, onLine: say }),
      say,
    });
  }
  return (environment, region) => {
    const position = environment.regions.findIndex(({ name }) => name === region);
    const built = wanted
      .filter((one) => one.environment === environment)
      .map(
        ({ image, registries }) => [image.name, `${registries[position]?.url ?? ""}:${image.tag}`] as const,
      );
    const given = Object.entries(environment.images).flatMap(([name, { reference }]) =>
      reference === undefined ? [] : [[name, reference] as const],
    );
    return new Map([...given, ...built]);
  };
}

function registriesOf({ account, regions }: Environment, { repository }: BuiltImage): Promise<Registry[]> {
  return Promise.all(regions.map(({ name }) => Registry.find(name, repository, account)));
}
