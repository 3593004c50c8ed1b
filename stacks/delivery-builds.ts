import type { Construct } from "constructs";
import type { ArtifactStore } from "../constructs/delivery/artifact-store";
import { BuildProject, type BuildProjectProps } from "../constructs/delivery/build-project";
import { migrationBuildspec } from "../constructs/delivery/migration-buildspec";
import { deployerRoleArn, imagePurpose, MIGRATION_PURPOSE } from "../constructs/delivery/names";
import { PULL_ACTIONS, PUSH_ACTIONS } from "../constructs/delivery/repository-access";
import { repositoryName } from "../constructs/ecs/image-repository";
import { arn, type Location } from "../constructs/location";
import { builtImages } from "../environments/config/images";
import type { PipelineOwner, PipelineTarget } from "../environments/config/pipelines";
import type { Environment } from "../environments/config/schema";

export interface DeliveryBuildsProps {
  /** The pipeline's location. */
  readonly at: Location;
  readonly owner: PipelineOwner;
  /** What is deployed, in order. */
  readonly targets: readonly PipelineTarget[];
  /** What stages pass on, in the pipeline's region. */
  readonly store: ArtifactStore;
}

/** How long a pipeline waits for a migration. */
const MIGRATION_MINUTES = 240;

/** The builds of a pipeline. */
export class DeliveryBuilds {
  /** @param stack the resources are made in it directly */
  constructor(
    private readonly stack: Construct,
    private readonly props: DeliveryBuildsProps,
  ) {}

  test(): BuildProject {
    return this.project("test", {
      purpose: "test",
      description: "Runs the tests",
      buildspec: "buildspec.yml",
      timeoutMinutes: this.config.testTimeoutMinutes,
      reports: "tests",
      statements: this.props.store.statements,
    });
  }

  /**
   * The only build of an environment that runs containers, and the only one that may push its images. It takes them from
   * the environments before, where these have them. The build's role reaches no later environment, so nothing that is built
   * for one gets into the next before somebody has approved it.
   */
  images(target: PipelineTarget): BuildProject {
    const { targets, owner, store } = this.props;
    const { name } = target.environment;
    const before = targets.slice(0, targets.indexOf(target));
    const pull = before.flatMap(({ environment }) => repositoriesOf(environment));
    const push = repositoriesOf(target.environment);
    const allow = (sid: string, actions: readonly string[], resources: readonly string[]) =>
      resources.length === 0 ? [] : [{ sid, actions, resources }];
    return this.project(`image-${name}`, {
      purpose: imagePurpose(name),
      description: `Brings the images to the repositories of ${name}`,
      buildspec: "buildspec.image.yml",
      privileged: true,
      timeoutMinutes: this.config.imageTimeoutMinutes,
      environment: { PIPELINE: owner.name, ENVIRONMENT: name },
      statements: [
        ...store.statements,
        // This action knows no resource.
        ...allow("RegistryLogin", ["ecr:GetAuthorizationToken"], push.length === 0 ? [] : ["*"]),
        ...allow("PushImages", PUSH_ACTIONS, push),
        ...allow("PullImages", PULL_ACTIONS, pull),
      ],
    });
  }

  /** It gets nothing of the sources but the names of the images. Undefined where no environment has a migration. */
  migrate(): BuildProject | undefined {
    const { targets, store } = this.props;
    const migrated = targets.filter(({ environment }) => environment.migration !== undefined);
    if (migrated.length === 0) return undefined;
    return this.project("migrate", {
      purpose: MIGRATION_PURPOSE,
      description: "Has the migration of an environment run",
      buildspec: migrationBuildspec(),
      computeType: "BUILD_GENERAL1_SMALL",
      timeoutMinutes: MIGRATION_MINUTES,
      statements: [
        ...store.statements,
        {
          sid: "AssumeDeployers",
          actions: ["sts:AssumeRole"],
          resources: migrated.flatMap(({ environment }) =>
            environment.regions.map((region) => deployerRoleArn(locationOf(environment, region.name))),
          ),
        },
      ],
    });
  }

  private get config() {
    return this.props.owner.delivery.pipeline;
  }

  private project(
    id: string,
    props: Omit<
      BuildProjectProps,
      "at" | "source" | "architecture" | "computeType" | "keyArn" | "logRetentionDays"
    > & {
      readonly computeType?: string;
    },
  ): BuildProject {
    const { at, targets, store } = this.props;
    return new BuildProject(this.stack, id, {
      at,
      source: "CODEPIPELINE",
      architecture: targets[0]?.environment.image.architecture ?? "ARM64",
      keyArn: store.keyArn,
      logRetentionDays: this.config.logRetentionDays,
      ...props,
      computeType: props.computeType ?? this.config.computeType,
    });
  }
}

/** Where an environment is in a region. */
export function locationOf({ account, project, name }: Environment, region: string): Location {
  return { account, region, prefix: `${project}-${name}` };
}

/** ARNs of the repositories that an environment's images are pushed to, in all regions. */
function repositoriesOf(environment: Environment): string[] {
  return environment.regions.flatMap(({ name }) => {
    const at = locationOf(environment, name);
    return builtImages(environment).map(([image]) =>
      arn(at, "ecr", `repository/${repositoryName(at, image)}`),
    );
  });
}
