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

/**
 * What it takes to pull an image, and to see whether it is there.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
 */
export const PULL_ACTIONS = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchGetImage",
  "ecr:DescribeImages",
  "ecr:DescribeRepositories",
  "ecr:GetDownloadUrlForLayer",
] as const;

/** A pipeline that deploys an environment, as the environment's repositories know it. */
export interface DeployingPipeline {
  readonly at: Location;
  /** Environments that it deploys after this one: they get the images that this one has. */
  readonly later: readonly string[];
}

export interface RepositoryAccessProps {
  /** Name of the repository. */
  readonly repository: string;
  /** Name of the environment whose repository it is. */
  readonly environment: string;
  /** In another account. */
  readonly pipeline: DeployingPipeline;
}

/** Lets a pipeline in another account push the images of an environment, and pull them for later ones. */
export class RepositoryAccess extends Construct {
  constructor(scope: Construct, id: string, { repository, environment, pipeline }: RepositoryAccessProps) {
    super(scope, id);
    const { at, later } = pipeline;
    const allow = (sid: string, actions: readonly string[], roles: readonly string[]) => ({
      sid,
      principals: { aws: [accountRoot(at.account)] },
      actions,
      conditions: { ArnEquals: { "aws:PrincipalArn": roles } },
    });
    const pullers = later.map((other) => imageRoleArn(at, other));
    const access = new EcrRepositoryPolicy(this, "Default", {
      repository,
      policy: policyDocument(
        allow("PipelinePushes", PUSH_ACTIONS, [imageRoleArn(at, environment)]),
        ...(pullers.length === 0 ? [] : [allow("PipelinePulls", PULL_ACTIONS, pullers)]),
      ),
    });
    suppress(
      access,
      "policy-other-account",
      "Exactly the role of the pipeline that brings images to this environment pushes them here; those for later environments pull them.",
    );
  }
}
