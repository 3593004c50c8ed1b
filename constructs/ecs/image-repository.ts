import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { Construct } from "constructs";
import { IN_USE } from "../../functions/keep-images/keeper";
import type { Location } from "../location";

/**
 * Name of the repository of one of an environment's images.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html: up to 256 characters
 */
export function repositoryName({ prefix }: Pick<Location, "prefix">, image: string): string {
  return `${prefix}-${image}`;
}

export interface ImageRepositoryProps {
  readonly at: Location;
  /** Name of the image within its environment. */
  readonly image: string;
  /** Key that encrypts the images. */
  readonly keyArn: string;
  /** Number of images kept; older ones are removed. */
  readonly keep: number;
  /** Whether destroying the repository deletes the images in it. @default false */
  readonly forceDelete?: boolean;
}

/** The versions of one image of an environment: tags that never move, scanned when pushed, encrypted. */
export class ImageRepository extends Construct {
  readonly url: string;
  readonly arn: string;
  readonly name: string;

  constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);
    const { at, image, keyArn, keep, forceDelete = false } = props;
    const repository = new EcrRepository(this, "Default", {
      name: repositoryName(at, image),
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: "KMS", kmsKey: keyArn }],
      forceDelete,
    });
    new EcrLifecyclePolicy(this, "lifecycle", { repository: repository.name, policy: lifecycle(keep) });
    this.url = repository.repositoryUrl;
    this.arn = repository.arn;
    this.name = repository.name;
  }
}

/** More than services can run at once. */
const MOST_IN_USE = 1000;

/**
 * What runs is marked by a tag, and never expired, however many images are pushed that nobody deploys.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html#lp_evaluation_rules
 */
function lifecycle(keep: number): string {
  const rule = (rulePriority: number, description: string, selection: object) => ({
    rulePriority,
    description,
    selection,
    action: { type: "expire" },
  });
  return JSON.stringify({
    rules: [
      rule(1, "Remove untagged images after a day", {
        tagStatus: "untagged",
        countType: "sinceImagePushed",
        countUnit: "days",
        countNumber: 1,
      }),
      // An image that a rule is about is expired by no later rule.
      rule(2, "Keep what runs", {
        tagStatus: "tagged",
        tagPrefixList: [IN_USE],
        countType: "imageCountMoreThan",
        countNumber: MOST_IN_USE,
      }),
      rule(3, `Keep the newest ${keep} images`, {
        tagStatus: "any",
        countType: "imageCountMoreThan",
        countNumber: keep,
      }),
    ],
  });
}
