import { Aspects } from "cdktf";
import { Construct } from "constructs";
import { ArtifactStore } from "../constructs/delivery/artifact-store";
import { DeliveryTopic, EVENTS_MAY_USE, unsaidSource } from "../constructs/delivery/delivery-topic";
import { FailureNotice } from "../constructs/delivery/failure-notice";
import { GitRepository } from "../constructs/delivery/git-repository";
import { deployerRoleArn } from "../constructs/delivery/names";
import { type DeployedRegion, type DeployStage, Pipeline } from "../constructs/delivery/pipeline";
import { PushTrigger } from "../constructs/delivery/push-trigger";
import { RepositoryMirror } from "../constructs/delivery/repository-mirror";
import { InRegion } from "../constructs/in-region";
import type { Location } from "../constructs/location";
import { boundedName } from "../constructs/naming";
import { EncryptionKey } from "../constructs/security/encryption-key";
import { codeCommitOf, type PipelineOwner, type PipelineTarget } from "../environments/config/pipelines";
import type { PipelineConfig } from "../environments/config/pipeline";
import { DeliveryBuilds, locationOf } from "./delivery-builds";
import { type CodeCommitSource, codeCommitSource, gitHubSource } from "./delivery-source";
import { PlatformStack, type PlatformStackProps } from "./platform-stack";

export interface DeliveryStackProps extends PlatformStackProps {
  readonly owner: PipelineOwner;
  /** What is deployed, in order. */
  readonly targets: readonly PipelineTarget[];
}

/** The pipeline within AWS: repository and its copy, tests, image, and the deployment of one environment after the other. */
export class DeliveryStack extends PlatformStack {
  private readonly at: Location;
  private readonly config: PipelineConfig;
  private readonly stores: ReadonlyMap<string, ArtifactStore>;
  private readonly homeKeyArn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DeliveryStackProps,
  ) {
    super(scope, id, props);
    const { at, owner } = props;
    this.at = at;
    this.config = owner.delivery.pipeline;
    const home = this.store(at.region);
    this.homeKeyArn = home.keyArn;
    const elsewhere = this.regions.filter((region) => region !== at.region);
    this.stores = new Map([
      [at.region, home],
      ...elsewhere.map((region) => [region, this.store(region)] as const),
    ]);

    const topicKey = new EncryptionKey(this, "topic-key", {
      at,
      purpose: "delivery",
      statements: [EVENTS_MAY_USE],
    });
    unsaidSource(topicKey);
    const topic = { at, keyArn: topicKey.arn };
    const alerts = new DeliveryTopic(this, "alerts", {
      ...topic,
      purpose: "delivery-alerts",
      emails: this.config.alerts,
      events: true,
    });
    const approvals = this.config.deploy.some(({ approval }) => approval)
      ? new DeliveryTopic(this, "approvals", {
          ...topic,
          purpose: "approvals",
          emails: this.config.approvers,
        })
      : undefined;

    const codeCommit = codeCommitSource(this, owner, at);
    const source = codeCommit ?? gitHubSource(this, owner, at);
    if (source === undefined) throw new Error(`${this.node.path}: the pipeline has no source`);
    const name = boundedName(`${at.prefix}-delivery`, "pipeline");
    const builds = new DeliveryBuilds(this, { at, owner, targets: props.targets, store: home });
    const pipeline = new Pipeline(this, "pipeline", {
      at,
      name,
      source,
      test: builds.test(),
      migrate: builds.migrate(),
      deploy: props.targets.map((target) => ({
        ...stageOf(target, approvals?.arn),
        images: builds.images(target),
      })),
      stores: this.stores,
      topics: { arns: approvals === undefined ? [] : [approvals.arn], keyArn: topicKey.arn },
    });
    this.announceFailures(name, alerts);
    if (codeCommit !== undefined) this.watch(codeCommit, pipeline, alerts);
    this.output(
      "pipeline_url",
      `https://${at.region}.console.aws.amazon.com/codesuite/codepipeline/pipelines/${name}/view?region=${at.region}`,
      "The pipeline in the console",
    );
  }

  /** Regions that something is deployed to. */
  private get regions(): string[] {
    return [
      ...new Set(
        this.props.targets.flatMap(({ environment }) => environment.regions.map(({ name }) => name)),
      ),
    ];
  }

  /** A construct whose resources are in a region, the stack's own or another. */
  private inRegion(id: string, region: string): Construct {
    const scope = new Construct(this, id);
    if (region !== this.at.region) Aspects.of(scope).add(new InRegion(this.providerOf(region)));
    return scope;
  }

  private store(region: string): ArtifactStore {
    return new ArtifactStore(this.inRegion(region, region), "artifacts", {
      at: { ...this.at, region },
      readers: this.props.targets
        .filter(({ environment }) => environment.regions.some(({ name }) => name === region))
        .map(({ environment }) => deployerRoleArn(locationOf(environment, region))),
      expireAfterDays: this.config.artifactDays,
    });
  }

  /** https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html */
  private announceFailures(name: string, { arn: topicArn }: DeliveryTopic): void {
    new FailureNotice(this, "failure", {
      at: this.at,
      purpose: "pipeline-failed",
      description: "An action of the pipeline failed",
      pattern: {
        source: ["aws.codepipeline"],
        "detail-type": ["CodePipeline Action Execution State Change"],
        detail: { pipeline: [name], state: ["FAILED"] },
      },
      values: {
        pipeline: "$.detail.pipeline",
        stage: "$.detail.stage",
        action: "$.detail.action",
        execution: "$.detail.execution-id",
        reason: "$.detail.execution-result.external-execution-summary",
      },
      message:
        "<pipeline>: <action> of stage <stage> failed, in execution <execution>: <reason>. What to do: docs/pipeline.md#when-it-fails",
      topicArn,
    });
  }

  /** Pushes start the pipeline, and are passed on to the copy in another region. */
  private watch(source: CodeCommitSource, pipeline: Pipeline, alerts: DeliveryTopic): void {
    const { at } = this;
    const { owner } = this.props;
    new PushTrigger(this, "push", {
      at,
      repositoryArn: source.repositoryArn,
      branch: source.branch,
      pipelineArn: pipeline.arn,
    });
    if (source.repository === undefined) return;
    this.output(
      "repository_url",
      source.repository.url,
      "The CodeCommit repository; a push to its branch is deployed",
    );
    const { repository = "", replicaRegion } = codeCommitOf(owner) ?? {};
    if (replicaRegion === undefined) return;
    const replica = new GitRepository(this.inRegion("replica", replicaRegion), "repository", {
      at: { ...at, region: replicaRegion },
      name: repository,
      description: `Copy of the repository in ${at.region}; not to be pushed to`,
      deletionProtection: owner.deletionProtection,
    });
    new RepositoryMirror(this, "mirror", {
      at,
      source: source.repository,
      replica,
      keyArn: this.homeKeyArn,
      logRetentionDays: this.config.logRetentionDays,
      topicArn: alerts.arn,
    });
  }
}

function stageOf(
  { environment, approval }: PipelineTarget,
  approvalTopicArn: string | undefined,
): Omit<DeployStage, "images"> {
  const regions = environment.regions.map(({ name }): DeployedRegion => ({
    at: locationOf(environment, name),
    clusterName: `${environment.project}-${environment.name}`,
    services: Object.keys(environment.services),
    migrates: environment.migration !== undefined,
  }));
  return {
    environment: environment.name,
    approvalTopicArn: approval ? approvalTopicArn : undefined,
    regions,
  };
}
