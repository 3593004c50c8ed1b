import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { Construct } from "constructs";
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

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html */
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
      rule(2, `Keep the newest ${keep} images`, {
        tagStatus: "any",
        countType: "imageCountMoreThan",
        countNumber: keep,
      }),
    ],
  });
}
