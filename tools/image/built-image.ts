import { repositoryName } from "../../constructs/ecs/image-repository";
import { builtImages } from "../../environments/config/images";
import type { Environment } from "../../environments/config/schema";
import { type BuildPaths, pathsOf } from "../../images/context";
import { describeImages } from "../../images/describe";
import type { Architecture } from "../../images/image";

/** An image of an environment that is built from sources. */
export interface BuiltImage {
  /** Its name in the environment. */
  readonly name: string;
  readonly tag: string;
  readonly architecture: Architecture;
  readonly paths: BuildPaths;
  /** ECR repository, the same in every region. */
  readonly repository: string;
  /** What it is called on this machine, with its tag. */
  readonly local: string;
}

/** The images of an environment that are built here, as their sources are now. */
export function imagesOf(environment: Environment, project: string): BuiltImage[] {
  const describe = describeImages(project);
  const { architecture } = environment.image;
  return builtImages(environment).map(([name, build]) => {
    const { tag } = describe(build, architecture);
    return {
      name,
      tag,
      architecture,
      paths: pathsOf(project, build),
      repository: repositoryName({ prefix: `${environment.project}-${environment.name}` }, name),
      local: `${environment.project}-${name}:${tag}`,
    };
  });
}

/** What each image of an environment runs as: its tag, or the digest it is given by. */
export function versionsOf(environment: Environment, project: string): Record<string, string> {
  const given = Object.entries(environment.images).flatMap(([name, { reference }]) =>
    reference === undefined ? [] : [[name, reference.replace(/^.*@/, "")] as const],
  );
  const built = imagesOf(environment, project).map(({ name, tag }) => [name, tag] as const);
  return Object.fromEntries([...given, ...built]);
}
