import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { Construct } from "constructs";
import type { Location } from "../location";
import { EncryptionKey } from "../security/encryption-key";

export interface ImageRepositoryProps {
  readonly at: Location;
  /** Number of images kept; older ones are removed. */
  readonly keep: number;
  /** Whether destroying the repository deletes the images in it. @default false */
  readonly forceDelete?: boolean;
}

/** The container images of one environment: tags that never move, scanned when pushed, encrypted. */
export class ImageRepository extends Construct {
  readonly url: string;
  readonly arn: string;
  readonly name: string;

  constructor(scope: Construct, id: string, { at, keep, forceDelete = false }: ImageRepositoryProps) {
    super(scope, id);
    const key = new EncryptionKey(this, "key", { at, purpose: "images" });
    const repository = new EcrRepository(this, "Default", {
      name: at.prefix,
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: "KMS", kmsKey: key.arn }],
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
