import { deployRoleName, planRoleName, pullRequestRoleName } from "../../constructs/identity/identity-scope";
import { globalArn } from "../../constructs/location";
import { builtImages } from "../../environments/config/images";
import type { Environment } from "../../environments/config/schema";
import { byAccount } from "../../stacks";
import { UsageError } from "../cli/environment";

/** What a workflow needs to know of an environment, before it has credentials. */
export interface Target {
  readonly environment: string;
  /** GitHub environment of the jobs that deploy; its reviewers approve them. */
  readonly gate: string;
  readonly region: string;
  readonly planRole: string;
  /** Role that plans what a pull request changes. */
  readonly pullRequestRole: string;
  readonly deployRole: string;
  /** Kind of runner that builds images for the environment's processors without emulation. */
  readonly runner: string;
  /** Names of the images that are built, as a JSON array: one job each. */
  readonly images: string;
  /** Branch that is deployed to it. */
  readonly branch: string;
}

/** What the jobs of one environment are told of it. */
export const TARGET_OUTPUTS = [
  "environment", "gate", "region", "planRole", "deployRole", "runner", "images", "branch",
] as const satisfies readonly (keyof Target)[]; // prettier-ignore

/** https://docs.github.com/en/actions/reference/runners/github-hosted-runners */
const RUNNERS = { ARM64: "ubuntu-24.04-arm", X86_64: "ubuntu-24.04" } as const;

/**
 * How GitHub Actions deploys an environment.
 *
 * @throws {UsageError} where the environment gives GitHub Actions no credentials
 */
export function targetOf(environment: Environment): Target {
  const { name, project, regions, image, delivery } = environment;
  if (delivery.github === undefined) {
    throw new UsageError(
      `environments/${name}.ts: delivery.github is absent; allowed is { repository: "<owner>/<name>" }, the repository whose workflows may deploy ${name}`,
    );
  }
  return {
    environment: name,
    gate: delivery.github.environment ?? name,
    region: regions[0]?.name ?? "us-east-1",
    planRole: globalArn(environment, "iam", `role/${planRoleName(project)}`),
    pullRequestRole: globalArn(environment, "iam", `role/${pullRequestRoleName(project)}`),
    deployRole: globalArn(environment, "iam", `role/${deployRoleName(environment)}`),
    runner: RUNNERS[image.architecture],
    images: JSON.stringify(builtImages(environment).map(([built]) => built)),
    branch: delivery.github.branch ?? name,
  };
}

/**
 * An environment's file on another branch may say something else, for example that nothing protects it.
 *
 * @param ref what a workflow runs for, such as `refs/heads/main`
 * @throws {UsageError} where that is not the environment's branch
 */
export function refuseOtherBranch({ environment, branch }: Target, ref: string | undefined): void {
  if (ref === `refs/heads/${branch}`) return;
  throw new UsageError(
    `ref: given ${ref ?? "nothing"}; allowed is refs/heads/${branch}, the branch that is deployed to ${environment}. Nothing was destroyed.`,
  );
}

/** The environments that GitHub Actions deploys. */
export function targets(environments: readonly Environment[]): Target[] {
  return environments.filter(({ delivery }) => delivery.github !== undefined).map(targetOf);
}

/** One environment of each account that GitHub Actions reaches, for what the account has once for all of them. */
export function accountTargets(environments: readonly Environment[]): Target[] {
  return byAccount(environments.filter(({ delivery }) => delivery.github !== undefined)).map(([first]) =>
    targetOf(first),
  );
}

/** The environment that a branch is deployed to; undefined where there is none. */
export function targetOfBranch(environments: readonly Environment[], branch: string): Target | undefined {
  return targets(environments).find((target) => target.branch === branch);
}
