import { CodeConnection } from "../constructs/delivery/code-connection";
import { GitRepository } from "../constructs/delivery/git-repository";
import type { PipelineSource } from "../constructs/delivery/pipeline";
import { arn, type Location } from "../constructs/location";
import { codeCommitOf, type PipelineOwner } from "../environments/config/pipelines";
import type { Construct } from "constructs";

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html */
const CODECOMMIT_ACTIONS = [
  "codecommit:CancelUploadArchive",
  "codecommit:GetBranch",
  "codecommit:GetCommit",
  "codecommit:GetRepository",
  "codecommit:GetUploadArchiveStatus",
  "codecommit:UploadArchive",
];

export interface CodeCommitSource extends PipelineSource {
  readonly branch: string;
  readonly repositoryArn: string;
  /** The repository. @default it exists already */
  readonly repository: GitRepository | undefined;
}

/** A CodeCommit repository as a pipeline's source: pushes are reported by EventBridge. */
export function codeCommitSource(
  scope: Construct,
  owner: PipelineOwner,
  at: Location,
): CodeCommitSource | undefined {
  const settings = codeCommitOf(owner);
  if (settings === undefined) return undefined;
  const { repository: name, branch, create } = settings;
  const repository = create
    ? new GitRepository(scope, "repository", {
        at,
        name,
        description: `Sources of ${owner.project}`,
        deletionProtection: owner.deletionProtection,
      })
    : undefined;
  const repositoryArn = arn(at, "codecommit", name);
  return {
    provider: "CodeCommit",
    configuration: { RepositoryName: name, BranchName: branch, PollForSourceChanges: "false" },
    statements: repository?.statements("Source", CODECOMMIT_ACTIONS) ?? [
      { sid: "Source", actions: CODECOMMIT_ACTIONS, resources: [repositoryArn] },
    ],
    branch,
    repositoryArn,
    repository,
  };
}

/**
 * GitHub as a pipeline's source: the connection reports pushes.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
 */
export function gitHubSource(
  scope: Construct,
  owner: PipelineOwner,
  at: Location,
): PipelineSource | undefined {
  const { source } = owner.delivery.pipeline;
  if (source.type !== "github") return undefined;
  const connectionArn = source.connectionArn ?? new CodeConnection(scope, "connection", { at }).arn;
  return {
    provider: "CodeStarSourceConnection",
    configuration: {
      ConnectionArn: connectionArn,
      FullRepositoryId: source.repository,
      BranchName: source.branch,
      // The trigger says what starts the pipeline.
      DetectChanges: "false",
      OutputArtifactFormat: "CODE_ZIP",
    },
    statements: [
      {
        sid: "Source",
        // The same connection has either prefix, depending on when it was made.
        actions: ["codeconnections:UseConnection", "codestar-connections:UseConnection"],
        resources: [connectionArn],
      },
    ],
    trigger: {
      providerType: "CodeStarSourceConnection",
      gitConfiguration: {
        sourceActionName: "Source",
        push: [{ branches: { includes: [source.branch] } }],
      },
    },
  };
}
