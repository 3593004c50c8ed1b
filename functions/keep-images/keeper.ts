import type { ECR } from "@aws-sdk/client-ecr";
import type { ECS } from "@aws-sdk/client-ecs";

/** How the tag begins that the lifecycle rules of a repository leave alone; what follows is the image's own tag. */
export const IN_USE = "in-use-";

export interface KeeperSettings {
  /** ARN of the cluster. */
  readonly cluster: string;
  readonly services: readonly string[];
  /** Families of the tasks that are run once: their newest revisions count as running. */
  readonly families: readonly string[];
  /** Name by URL of the repositories whose images are kept. */
  readonly repositories: Readonly<Record<string, string>>;
}

export interface KeeperOptions {
  readonly ecs: Pick<ECS, "describeServices" | "describeTaskDefinition">;
  readonly ecr: Pick<ECR, "batchDeleteImage" | "batchGetImage" | "listImages" | "putImage">;
  readonly settings: KeeperSettings;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const SERVICES_PER_CALL = 10;

/** A handler that marks the images which run, and takes the marks off those that no longer do. */
export function keeper({ ecs, ecr, settings }: KeeperOptions): () => Promise<Record<string, string[]>> {
  return async () => {
    const images = await imagesInUse(ecs, settings);
    const marked: Record<string, string[]> = {};
    for (const [url, repositoryName] of Object.entries(settings.repositories)) {
      const wanted = images.flatMap((image) =>
        image.startsWith(`${url}:`) ? [image.slice(url.length + 1)] : [],
      );
      const tags = await tagsOf(ecr, repositoryName);
      for (const tag of wanted) {
        if (!tags.has(IN_USE + tag)) await mark(ecr, repositoryName, tag);
      }
      // An image whose only tag is taken off is deleted: the mark stays where the image's own tag is gone.
      const stale = [...tags].filter((tag) => {
        const own = tag.slice(IN_USE.length);
        return tag.startsWith(IN_USE) && !wanted.includes(own) && tags.has(own);
      });
      // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchDeleteImage.html
      for (const imageTag of stale) await ecr.batchDeleteImage({ repositoryName, imageIds: [{ imageTag }] });
      marked[repositoryName] = wanted;
    }
    return marked;
  };
}

/** Of every deployment of every service, so also of the version that a failed one goes back to. */
async function imagesInUse(
  ecs: KeeperOptions["ecs"],
  { cluster, services, families }: KeeperSettings,
): Promise<string[]> {
  const revisions = new Set(families);
  for (let from = 0; from < services.length; from += SERVICES_PER_CALL) {
    const some = services.slice(from, from + SERVICES_PER_CALL);
    const described = await ecs.describeServices({ cluster, services: some });
    for (const { deployments = [] } of described.services ?? [])
      for (const { taskDefinition } of deployments)
        if (taskDefinition !== undefined) revisions.add(taskDefinition);
  }
  const images = new Set<string>();
  for (const taskDefinition of revisions) {
    const described = await ecs.describeTaskDefinition({ taskDefinition });
    for (const { image = "" } of described.taskDefinition?.containerDefinitions ?? []) images.add(image);
  }
  return [...images];
}

async function tagsOf(ecr: KeeperOptions["ecr"], repositoryName: string): Promise<Set<string>> {
  const tags = new Set<string>();
  let nextToken: string | undefined;
  do {
    const page = await ecr.listImages({ repositoryName, filter: { tagStatus: "TAGGED" }, nextToken });
    for (const { imageTag } of page.imageIds ?? []) if (imageTag !== undefined) tags.add(imageTag);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return tags;
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-retag.html */
async function mark(ecr: KeeperOptions["ecr"], repositoryName: string, tag: string): Promise<void> {
  const { images = [] } = await ecr.batchGetImage({ repositoryName, imageIds: [{ imageTag: tag }] });
  const [image] = images;
  if (image === undefined) return;
  const { imageManifest, imageManifestMediaType } = image;
  try {
    await ecr.putImage({ repositoryName, imageManifest, imageManifestMediaType, imageTag: IN_USE + tag });
  } catch (error) {
    // Two calls at the same time mark the same.
    if (!(error as Error).name.includes("AlreadyExists")) throw error;
  }
}
