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

/** The role that brings an environment's images to its repositories. @param at the pipeline's location */
export function imageRoleArn(at: Location, environment: string): string {
  return globalArn(at, "iam", `role/${roleName(at, imagePurpose(environment))}`);
}

/** The role that has migrations run. @param at the pipeline's location */
export function migrationRoleArn(at: Location): string {
  return globalArn(at, "iam", `role/${roleName(at, MIGRATION_PURPOSE)}`);
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

/** File in the build's result with the event of the function that runs the migration. */
export function migrationFile(environment: string, region: string): string {
  return `migration-${environment}-${region}.json`;
}

/** What names the build that brings an environment's images to its repositories: longer than the name of any service, whose log group it would share. */
export function imagePurpose(environment: string): string {
  return `pipeline-image-build-${environment}`;
}

export const MIGRATION_PURPOSE = "pipeline-run-migration";
export const PIPELINE_ROLE = "pipeline";
export const DEPLOYER_ROLE = "pipeline-deployer";
