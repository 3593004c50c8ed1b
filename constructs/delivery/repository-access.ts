import { EcrRepositoryPolicy } from "@cdktf/provider-aws/lib/ecr-repository-policy";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import type { Location } from "../location";
import { accountRoot, policyDocument } from "../security/policy-document";
import { imageRoleArn } from "./names";

/**
 * What it takes to push an image, and to see whether it is there.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
 */
export const PUSH_ACTIONS = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchGetImage",
  "ecr:CompleteLayerUpload",
  "ecr:DescribeImages",
  "ecr:DescribeRepositories",
  "ecr:GetDownloadUrlForLayer",
  "ecr:InitiateLayerUpload",
  "ecr:PutImage",
  "ecr:UploadLayerPart",
] as const;

export interface RepositoryAccessProps {
  /** Name of the repository. */
  readonly repository: string;
  /** Location of the pipeline, in another account. */
  readonly pipeline: Location;
}

/** Lets the image build of a pipeline in another account push to a repository. */
export class RepositoryAccess extends Construct {
  constructor(scope: Construct, id: string, { repository, pipeline }: RepositoryAccessProps) {
    super(scope, id);
    const access = new EcrRepositoryPolicy(this, "Default", {
      repository,
      policy: policyDocument({
        sid: "PipelinePushes",
        principals: { aws: [accountRoot(pipeline.account)] },
        actions: PUSH_ACTIONS,
        conditions: { ArnEquals: { "aws:PrincipalArn": imageRoleArn(pipeline) } },
      }),
    });
    suppress(
      access,
      "policy-other-account",
      "The pipeline builds one image for all accounts: exactly the role that does so pushes it here.",
    );
  }
}
