import type { PipelineConfig } from "./pipeline";
import type { Problem } from "./problems";
import type { Environment } from "./schema";

/** An environment that states a pipeline. */
export type PipelineOwner = Environment & {
  readonly delivery: { readonly pipeline: PipelineConfig };
};

/** One stop of a pipeline. */
export interface PipelineTarget {
  readonly environment: Environment;
  /** Whether somebody is asked first. */
  readonly approval: boolean;
}

export function ownsPipeline(environment: Environment): environment is PipelineOwner {
  return environment.delivery.pipeline !== undefined;
}

/** What a pipeline deploys, in its order. */
export function targetsOf(owner: PipelineOwner, environments: readonly Environment[]): PipelineTarget[] {
  return owner.delivery.pipeline.deploy.flatMap(({ environment: name, approval }) => {
    const environment = environments.find((other) => other.name === name);
    return environment === undefined ? [] : [{ environment, approval }];
  });
}

/** The environment whose pipeline deploys another one, or itself; undefined where Terraform does. */
export function deployerOf(
  { name }: Environment,
  environments: readonly Environment[],
): PipelineOwner | undefined {
  return environments
    .filter(ownsPipeline)
    .find(({ delivery }) => delivery.pipeline.deploy.some(({ environment }) => environment === name));
}

/** Names of the environments that a pipeline deploys after another one. */
export function laterTargets({ delivery }: PipelineOwner, { name }: Environment): string[] {
  const names = delivery.pipeline.deploy.map(({ environment }) => environment);
  return names.slice(names.indexOf(name) + 1);
}

/** The region a pipeline is in: its environment's first. */
export function pipelineRegion({ regions }: Pick<Environment, "regions">): string {
  return regions[0]?.name ?? "us-east-1";
}

/** The CodeCommit repository of a pipeline, and the region of its copy; undefined where the sources are on GitHub. */
export function codeCommitOf(owner: PipelineOwner) {
  const { source } = owner.delivery.pipeline;
  if (source.type !== "codecommit") return undefined;
  const { repository = owner.project, replicaRegion = owner.regions[1]?.name } = source;
  return { repository, replicaRegion, create: source.create, branch: source.branch };
}

/**
 * What is wrong between a pipeline and the environments it names.
 *
 * @param environments those that are valid by themselves
 * @param names of all files, whether valid or not
 */
export function pipelineProblems(environments: readonly Environment[], names: readonly string[]): Problem[] {
  const owners = environments.filter(ownsPipeline);
  return owners.flatMap((owner, index) => [
    ...targetProblems(owner, owners.slice(0, index), environments, names),
    ...sourceProblems(owner, owners.slice(0, index)),
  ]);
}

const problemAt = (owner: Environment, path: string, given: unknown, allowed: string): Problem => ({
  file: `environments/${owner.name}.ts`,
  path: `delivery.pipeline.${path}`,
  given: JSON.stringify(given),
  allowed,
});

function targetProblems(
  owner: PipelineOwner,
  earlier: readonly PipelineOwner[],
  environments: readonly Environment[],
  names: readonly string[],
): Problem[] {
  const targets = targetsOf(owner, environments);
  const [first] = targets;
  return owner.delivery.pipeline.deploy.flatMap(({ environment: name }, index) => {
    const path = `deploy.${index}.environment`;
    if (!names.includes(name)) {
      return [problemAt(owner, path, name, `the name of an environment: ${names.join(", ")}`)];
    }
    const other = earlier.find(({ delivery }) =>
      delivery.pipeline.deploy.some(({ environment }) => environment === name),
    );
    if (other !== undefined) {
      const allowed = `an environment that no other pipeline deploys; environments/${other.name}.ts deploys this one`;
      return [problemAt(owner, path, name, allowed)];
    }
    const target = targets.find(({ environment }) => environment.name === name)?.environment;
    if (target === undefined || first === undefined) return [];
    if (target.delivery.github !== undefined) {
      const allowed = `an environment without delivery.github; GitHub Actions deploys ${name}, and its permissions do not reach as far as a pipeline's`;
      return [problemAt(owner, path, name, allowed)];
    }
    if (target.image.architecture === first.environment.image.architecture) return [];
    const allowed = `an environment for ${first.environment.image.architecture} like ${first.environment.name}: one image is built for all`;
    return [problemAt(owner, path, name, allowed)];
  });
}

function sourceProblems(owner: PipelineOwner, earlier: readonly PipelineOwner[]): Problem[] {
  const source = codeCommitOf(owner);
  if (source === undefined) return [];
  const problems: Problem[] = [];
  if (source.replicaRegion === pipelineRegion(owner)) {
    const allowed = `another region than the pipeline's own, ${pipelineRegion(owner)}`;
    problems.push(problemAt(owner, "source.replicaRegion", source.replicaRegion, allowed));
  }
  const same = earlier.find(
    (other) =>
      other.account === owner.account &&
      pipelineRegion(other) === pipelineRegion(owner) &&
      codeCommitOf(other)?.repository === source.repository &&
      codeCommitOf(other)?.create === true,
  );
  if (same !== undefined && source.create) {
    const allowed = `false: environments/${same.name}.ts makes the repository ${source.repository} already`;
    problems.push(problemAt(owner, "source.create", true, allowed));
  }
  return problems;
}
