import { globalArn, type Location } from "../location";
import { boundedName } from "../naming";
import { roleName } from "../security/service-role";

/**
 * What accounts must know of each other's parts of a pipeline. All of it follows from the configuration, so that no
 * account reads another's Terraform state, and the stacks can be deployed in any order.
 */

/** The role of the pipeline itself. @param at the pipeline's location */
export function pipelineRoleArn(at: Location): string {
  return globalArn(at, "iam", `role/${roleName(at, PIPELINE_ROLE)}`);
}

/** The role that builds and pushes the image. @param at the pipeline's location */
export function imageRoleArn(at: Location): string {
  return globalArn(at, "iam", `role/${roleName(at, IMAGE_ROLE)}`);
}

/** The role that the pipeline assumes to deploy. @param at where it deploys to */
export function deployerRoleArn(at: Location): string {
  return globalArn(at, "iam", `role/${roleName(at, DEPLOYER_ROLE)}`);
}

/** Bucket of what stages pass on. @param at the pipeline's location, in the region of the stage */
export function artifactBucketName({ prefix, account, region }: Location): string {
  return boundedName(`${prefix}-artifacts-${account}-${region}`, "bucket");
}

/**
 * File in the build's result that tells the ECS deploy action which containers of a service get which image.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html#pipelines-create-image-definitions
 */
export function imageDefinitionsFile(environment: string, region: string, service: string): string {
  return `imagedefinitions-${environment}-${region}-${service}.json`;
}

export const PIPELINE_ROLE = "pipeline";
export const IMAGE_ROLE = "image-build";
export const DEPLOYER_ROLE = "pipeline-deployer";
