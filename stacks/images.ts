import type { ContainerHealthCheck } from "../constructs/ecs/container-definition";
import type { ImageRepository } from "../constructs/ecs/image-repository";
import type { Image } from "../constructs/ecs/task-definition";
import { buildOf, imageNameOf } from "../environments/config/images";
import type { Environment, ImageConfig, ServiceConfig } from "../environments/config/schema";
import type { DescribeImage } from "../images/image";

/** An image, and whether it has Node.js. */
export interface RunnableImage extends Image {
  readonly node: boolean;
}

/** The images of an environment as its tasks in one region run them, by name. */
export function runnableImages(
  environment: Environment,
  repositories: ReadonlyMap<string, ImageRepository>,
  describe: DescribeImage,
): ReadonlyMap<string, RunnableImage> {
  const { images, image } = environment;
  return new Map(
    Object.entries(images).map(([name, config]) => {
      const build = buildOf(config);
      const repository = repositories.get(name);
      const common = {
        user: config.user === "image" ? undefined : config.user,
        readOnly: config.readOnlyRootFilesystem,
        writablePaths: config.writablePaths,
      };
      if (build === undefined || repository === undefined) {
        return [name, { ...common, ...referenced(config), node: config.node ?? false }];
      }
      const { tag, node } = describe(build, image.architecture);
      const uri = `${repository.url}:${tag}`;
      return [
        name,
        { ...common, uri, repositoryArn: repository.arn, version: tag, node: config.node ?? node },
      ];
    }),
  );
}

/** The image that a service or task of an environment runs. */
export function imageOf<T>(
  environment: Environment,
  images: ReadonlyMap<string, T>,
  runnable: { readonly image?: string | undefined },
): T {
  const name = imageNameOf(environment, runnable);
  const image = images.get(name);
  if (image === undefined) throw new Error(`there is no image ${name}`);
  return image;
}

function referenced({ reference = "" }: ImageConfig): Pick<Image, "uri" | "version" | "repositoryArn"> {
  return { uri: reference, version: reference.replace(/^.*@/, ""), repositoryArn: ecrArn(reference) };
}

/** The repository of an image in a private ECR registry; undefined for one elsewhere. */
function ecrArn(reference: string): string | undefined {
  const match = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^@]+)@/.exec(reference);
  if (match === null) return undefined;
  const [, account = "", region = "", name = ""] = match;
  return `arn:aws:ecr:${region}:${account}:repository/${name}`;
}

/**
 * The container's own health check: what the service states, or a request to the path that the load balancer asks for.
 * It needs no shell and no file, only Node.js; undefined where there is none to be had.
 */
export function healthCheckOf(
  { healthCheck, route }: ServiceConfig,
  { node }: RunnableImage,
): ContainerHealthCheck | undefined {
  if (healthCheck === "none") return undefined;
  const { command = node && route !== undefined ? askedWithNode(route.healthCheck.path) : undefined } =
    healthCheck;
  return command && { ...healthCheck, command };
}

/** Succeeds where a path answers 200, as the load balancer's check does. */
function askedWithNode(path: string): readonly string[] {
  const options = `{host:"127.0.0.1",port:process.env.PORT,path:${JSON.stringify(path)}}`;
  const script = `require("http").get(${options},r=>process.exit(r.statusCode===200?0:1)).on("error",()=>process.exit(1))`;
  return ["node", "-e", script];
}
