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
import { deployerRoleArn, imageDefinitionsFile, PIPELINE_ROLE } from "./names";

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
}

/** An environment that is deployed. */
export interface DeployStage {
  readonly environment: string;
  /** Topic that approval is asked on. @default nobody is asked */
  readonly approvalTopicArn?: string | undefined;
  /** Its regions, one after the other. */
  readonly regions: readonly DeployedRegion[];
}

export interface PipelineProps {
  readonly at: Location;
  /** Name; part of its ARN. */
  readonly name: string;
  readonly source: PipelineSource;
  readonly test: BuildProject;
  readonly image: BuildProject;
  readonly deploy: readonly DeployStage[];
  /** Artifact stores by region: the pipeline's own, and those it deploys to. */
  readonly stores: ReadonlyMap<string, ArtifactStore>;
  /** Topics the pipeline publishes on, and their key. */
  readonly topics: { readonly arns: readonly string[]; readonly keyArn: string };
}

/**
 * Source, tests, image, and then one environment after the other, each in its own stage: somebody is asked, and its
 * regions follow each other. A newer commit overtakes one that still waits.
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
    const { source, test, image, deploy } = this.props;
    const build = (name: string, project: BuildProject, runOrder: number, outputs: string[]) =>
      this.action(name, "Build", "CodeBuild", {
        runOrder,
        configuration: { ProjectName: project.name },
        inputArtifacts: [SOURCES],
        outputArtifacts: outputs,
      });
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
      { name: "Build", action: [build("Test", test, 1, []), build("Image", image, 2, [IMAGES])] },
      ...deploy.map((stage) => ({ name: stage.environment, action: this.deployActions(stage) })),
    ];
  }

  /** Approval first; then region after region, so that a bad version never reaches the second. */
  private deployActions({ environment, approvalTopicArn, regions }: DeployStage): CodepipelineStageAction[] {
    const approval =
      approvalTopicArn === undefined
        ? []
        : [
            this.action("Approve", "Approval", "Manual", {
              runOrder: 1,
              configuration: {
                NotificationArn: approvalTopicArn,
                CustomData: `Deploy this version to ${environment}?`,
              },
            }),
          ];
    return [
      ...approval,
      ...regions.flatMap(({ at, clusterName, services }, index) =>
        services.map((service) =>
          this.action(`${service}-${at.region}`, "Deploy", "ECS", {
            runOrder: approval.length + index + 1,
            region: at.region,
            roleArn: deployerRoleArn(at),
            inputArtifacts: [IMAGES],
            configuration: {
              ClusterName: clusterName,
              ServiceName: service,
              FileName: imageDefinitionsFile(environment, at.region, service),
            },
          }),
        ),
      ),
    ];
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
    const { source, test, image, deploy, stores, topics } = this.props;
    const deployers = deploy.flatMap(({ regions }) => regions.map(({ at }) => deployerRoleArn(at)));
    return [
      ...source.statements,
      ...[...stores.values()].flatMap(({ statements }, index) =>
        statements.map((statement) => ({ ...statement, sid: `${statement.sid}${index}` })),
      ),
      {
        sid: "Build",
        actions: ["codebuild:BatchGetBuilds", "codebuild:StartBuild"],
        resources: [test.arn, image.arn],
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
const IMAGES = "image";
