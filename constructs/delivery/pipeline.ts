import {
  Codepipeline,
  type CodepipelineStage,
  type CodepipelineStageAction,
  type CodepipelineTrigger,
} from "@cdktf/provider-aws/lib/codepipeline";
import { Construct } from "constructs";
import { arn, type Location } from "../location";
import type { Statement } from "../security/policy-document";
import { ServiceRole } from "../security/service-role";
import type { ArtifactStore } from "./artifact-store";
import type { BuildProject } from "./build-project";
import { migrationFunctionArn } from "../ecs/migration";
import { deployerRoleArn, imageDefinitionsFile, migrationFile, PIPELINE_ROLE } from "./names";

/** The first action, what starts the pipeline, and what it takes. */
export interface PipelineSource {
  /** Name of the provider, its configuration, and the permissions of the action. */
  readonly provider: "CodeCommit" | "CodeStarSourceConnection";
  readonly configuration: Readonly<Record<string, string>>;
  readonly statements: readonly Statement[];
  /** What a connection reacts to; CodeCommit's pushes arrive through EventBridge. @default nothing */
  readonly trigger?: CodepipelineTrigger;
}

/** An environment in one region. */
export interface DeployedRegion {
  readonly at: Location;
  readonly clusterName: string;
  readonly services: readonly string[];
  /** Whether a migration runs before services get the new version. */
  readonly migrates: boolean;
}

/** An environment that is deployed. */
export interface DeployStage {
  readonly environment: string;
  /** Topic that approval is asked on. @default nobody is asked */
  readonly approvalTopicArn?: string | undefined;
  /** Brings the images to its repositories, in every region. */
  readonly images: BuildProject;
  /** Its regions, one after the other. */
  readonly regions: readonly DeployedRegion[];
}

export interface PipelineProps {
  readonly at: Location;
  /** Name; part of its ARN. */
  readonly name: string;
  readonly source: PipelineSource;
  readonly test: BuildProject;
  /** Has migrations run. @default there are none */
  readonly migrate?: BuildProject | undefined;
  readonly deploy: readonly DeployStage[];
  /** Artifact stores by region: the pipeline's own, and those it deploys to. */
  readonly stores: ReadonlyMap<string, ArtifactStore>;
  /** Topics the pipeline publishes on, and their key. */
  readonly topics: { readonly arns: readonly string[]; readonly keyArn: string };
}

/**
 * Source, tests, and then one environment after the other, each in its own stage: somebody is asked, the images go to its
 * repositories, and region after region the migration runs and the services follow. Nothing that is not approved
 * for an environment gets into its account. A newer commit overtakes one that still waits.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
 */
export class Pipeline extends Construct {
  readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PipelineProps,
  ) {
    super(scope, id);
    const { at, name, source, stores } = props;
    this.arn = arn(at, "codepipeline", name);
    const role = new ServiceRole(this, "role", {
      at,
      purpose: PIPELINE_ROLE,
      service: "codepipeline.amazonaws.com",
      statements: this.statements(),
    });
    new Codepipeline(this, "Default", {
      name,
      roleArn: role.arn,
      pipelineType: "V2",
      executionMode: "SUPERSEDED",
      artifactStore: [...stores].map(([region, { bucketName, keyArn }]) => ({
        location: bucketName,
        type: "S3",
        encryptionKey: { id: keyArn, type: "KMS" },
        ...(stores.size > 1 && { region }),
      })),
      stage: this.stages(),
      ...(source.trigger !== undefined && { trigger: [source.trigger] }),
      dependsOn: [role.ready],
    });
  }

  private stages(): CodepipelineStage[] {
    const { source, test, deploy } = this.props;
    return [
      {
        name: "Source",
        action: [
          this.action("Source", "Source", source.provider, {
            configuration: { ...source.configuration },
            outputArtifacts: [SOURCES],
          }),
        ],
      },
      { name: "Test", action: [this.build("Test", test, { inputArtifacts: [SOURCES] })] },
      ...deploy.map((stage) => ({ name: stage.environment, action: inOrder(this.steps(stage)) })),
    ];
  }

  /** What an environment's stage does, each step after the one before; a bad version never reaches the second region. */
  private steps({
    environment,
    approvalTopicArn,
    images,
    regions,
  }: DeployStage): CodepipelineStageAction[][] {
    const artifact = imagesOf(environment);
    const approval =
      approvalTopicArn === undefined
        ? []
        : [
            this.action("Approve", "Approval", "Manual", {
              configuration: {
                NotificationArn: approvalTopicArn,
                CustomData: `Deploy this version to ${environment}?`,
              },
            }),
          ];
    const push = this.build("Images", images, { inputArtifacts: [SOURCES], outputArtifacts: [artifact] });
    const deployments = regions.flatMap(({ at, clusterName, services, migrates }) => [
      migrates ? this.migration(environment, at, artifact) : [],
      services.map((service) =>
        this.action(`${service}-${at.region}`, "Deploy", "ECS", {
          region: at.region,
          roleArn: deployerRoleArn(at),
          inputArtifacts: [artifact],
          configuration: {
            ClusterName: clusterName,
            ServiceName: service,
            FileName: imageDefinitionsFile(environment, at.region, service),
          },
        }),
      ),
    ]);
    return [approval, [push], ...deployments];
  }

  /** Calls the function of the environment that runs the migration, with the image that services get next. */
  private migration(environment: string, at: Location, artifact: string): CodepipelineStageAction[] {
    const { migrate } = this.props;
    if (migrate === undefined) return [];
    const variables = {
      DEPLOYER_ROLE: deployerRoleArn(at),
      FUNCTION: migrationFunctionArn(at),
      FUNCTION_REGION: at.region,
      EVENT: migrationFile(environment, at.region),
    };
    return [this.build(`Migrate-${at.region}`, migrate, { inputArtifacts: [artifact] }, variables)];
  }

  private build(
    name: string,
    project: BuildProject,
    artifacts: Pick<CodepipelineStageAction, "inputArtifacts" | "outputArtifacts">,
    variables: Readonly<Record<string, string>> = {},
  ): CodepipelineStageAction {
    const list = Object.entries(variables).map(([variable, value]) => ({
      name: variable,
      value,
      type: "PLAINTEXT",
    }));
    return this.action(name, "Build", "CodeBuild", {
      configuration: {
        ProjectName: project.name,
        ...(list.length > 0 && { EnvironmentVariables: JSON.stringify(list) }),
      },
      ...artifacts,
    });
  }

  private action(
    name: string,
    category: string,
    provider: string,
    more: Partial<CodepipelineStageAction>,
  ): CodepipelineStageAction {
    const { region, ...rest } = more;
    return {
      name,
      category,
      provider,
      owner: "AWS",
      version: "1",
      ...rest,
      // A region is part of an action only where a pipeline has several.
      ...(region !== undefined && this.props.stores.size > 1 && { region }),
    };
  }

  /** https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html */
  private statements(): Statement[] {
    const { source, test, migrate, deploy, stores, topics } = this.props;
    const projects = [
      test,
      ...deploy.map(({ images }) => images),
      ...(migrate === undefined ? [] : [migrate]),
    ];
    const deployers = deploy.flatMap(({ regions }) => regions.map(({ at }) => deployerRoleArn(at)));
    return [
      ...source.statements,
      ...[...stores.values()].flatMap(({ statements }, index) =>
        statements.map((statement) => ({ ...statement, sid: `${statement.sid}${index}` })),
      ),
      {
        sid: "Build",
        actions: ["codebuild:BatchGetBuilds", "codebuild:StartBuild"],
        resources: projects.map((project) => project.arn),
      },
      { sid: "Deploy", actions: ["sts:AssumeRole"], resources: deployers },
      ...(topics.arns.length === 0
        ? []
        : [
            { sid: "AskForApproval", actions: ["sns:Publish"], resources: topics.arns },
            {
              sid: "EncryptNotices",
              actions: ["kms:Decrypt", "kms:GenerateDataKey"],
              resources: [topics.keyArn],
            },
          ]),
    ];
  }
}

/** Names of what stages pass on. */
const SOURCES = "source";
const imagesOf = (environment: string) => `image-${environment}`;

/** Numbers the steps of a stage; actions of the same step run side by side. */
function inOrder(steps: readonly (readonly CodepipelineStageAction[])[]): CodepipelineStageAction[] {
  return steps
    .filter((step) => step.length > 0)
    .flatMap((step, index) => step.map((action) => ({ ...action, runOrder: index + 1 })));
}
