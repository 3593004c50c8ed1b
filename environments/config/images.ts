import { z } from "zod";
import { componentName, refuse, rule, section, text } from "./values";

/** A path from the project's directory, also out of it. */
const path = (example: string) =>
  text(/^[^\s"'`$\\]+$/, `a path without spaces, quotes, $ or backslashes, such as ${example}`);

const containerPath = text(
  /^(\/(?!\.{1,2}(\/|$))[\w.-]+)+$/,
  'an absolute path within the container, such as "/tmp", without a slash at its end',
);

/**
 * An image by its digest; ECS takes a tag or a digest, not both.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html#ECS-Type-ContainerDefinition-image
 */
const reference = text(
  /^(?=.{1,255}$)([a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*@sha256:[0-9a-f]{64}$/,
  "an image by its digest, without tag and credentials: <registry>/<name>@sha256:<64 hexadecimal digits>",
);

const image = section({
  directory: path("../my-application")
    .optional()
    .describe("The application's directory, relative to the project or absolute: the image is built there."),
  dockerfile: path("Dockerfile")
    .optional()
    .describe("Its Dockerfile, relative to directory. Default: `Dockerfile`."),
  context: path("..")
    .optional()
    .describe(
      "What the Dockerfile can copy from, relative to directory, less what .dockerignore leaves out. Default: directory itself.",
    ),
  reference: reference
    .optional()
    .describe("Instead of directory: an image that exists already. Nothing is built or pushed."),
  node: z
    .boolean()
    .optional()
    .describe(
      "Whether the image has `node` on its PATH: then services that get requests are checked with it. Default: whether the Dockerfile's last FROM names an image called node.",
    ),
  user: text(
    /^(image|[1-9]\d{0,9}(:\d{1,10})?)$/,
    'a user and group by number, such as "1000:1000", or "image"',
  )
    .default("1000:1000")
    .describe("User of the containers, by number; never root. `image`: the user that the image names."),
  readOnlyRootFilesystem: z
    .boolean()
    .default(true)
    .describe("Whether containers can write nowhere but in writablePaths."),
  writablePaths: z
    .array(containerPath)
    .max(10, "must be at most 10 paths")
    .check((payload) => {
      payload.value.forEach((one, index) => {
        if (payload.value.indexOf(one) < index) refuse(payload, [index], "must be named once");
      });
    })
    .default([])
    .describe(
      "Directories that containers can write to, empty in every new task. They belong to root unless the Dockerfile names them as VOLUME: then owner and mode are those of the image.",
    ),
}).check(
  rule(["directory", "reference", "dockerfile", "context"], (payload) => {
    const { directory, reference: existing, ...building } = payload.value;
    if ((directory === undefined) === (existing === undefined)) {
      const given = directory === undefined ? "neither" : "both";
      refuse(payload, [], `must have either directory or reference; it has ${given}`);
    } else if (existing !== undefined) {
      for (const field of ["dockerfile", "context"] as const) {
        if (building[field] === undefined) continue;
        refuse(payload, [field], "must be absent beside reference: nothing is built");
      }
    }
  }),
);

/** The images of an environment, by name; an environment states one at least. */
export const images = z
  .record(componentName, image, {
    error: 'must name the images by name, such as { app: { directory: "../my-application" } }',
  })
  .check((payload) => {
    const names = Object.keys(payload.value);
    if (names.length === 0) refuse(payload, [], "must hold at least one image");
    for (const name of names) {
      const other = names.find((one) => name === `${one}-access`);
      if (name !== "key" && other === undefined) continue;
      const owner = other ?? "all images";
      refuse(payload, [name], `must have another name: a part of the repository of ${owner} has it`);
    }
  })
  .describe(
    "The images that services and tasks run, by name: built from a directory with a Dockerfile, or given by digest.",
  );

type ImageConfig = z.output<typeof image>;

/** What of an environment is about images. */
export interface WithImages {
  readonly images: Readonly<
    Record<
      string,
      Readonly<Omit<ImageConfig, "writablePaths">> & { readonly writablePaths: readonly string[] }
    >
  >;
}

/** How an image is built. */
export interface ImageBuild {
  /** Relative to the project, or absolute. */
  readonly directory: string;
  /** Relative to {@link directory}. */
  readonly dockerfile: string;
  /** Relative to {@link directory}. */
  readonly context: string;
}

/** How an image is built; undefined where it exists already. */
export function buildOf({
  directory,
  dockerfile = "Dockerfile",
  context = ".",
}: WithImages["images"][string]): ImageBuild | undefined {
  return directory === undefined ? undefined : { directory, dockerfile, context };
}

/** The images that are built, by name. */
export function builtImages({ images: all }: WithImages): [string, ImageBuild][] {
  return Object.entries(all).flatMap(([name, one]): [string, ImageBuild][] => {
    const build = buildOf(one);
    return build === undefined ? [] : [[name, build]];
  });
}

/** Name of the image that a service or task runs: what it states, or the only one there is. */
export function imageNameOf(
  { images: all }: WithImages,
  { image: stated }: { readonly image?: string | undefined },
): string {
  return stated ?? Object.keys(all)[0] ?? "";
}
