import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import { arn, type Location } from "../location";
import { boundedName } from "../naming";
import { ServiceRole } from "../security/service-role";
import { BuildProject } from "./build-project";
import { FailureNotice } from "./failure-notice";
import type { GitRepository } from "./git-repository";
import { mirrorBuildspec } from "./mirror-buildspec";

export interface RepositoryMirrorProps {
  readonly at: Location;
  readonly source: GitRepository;
  readonly replica: GitRepository;
  /** Key that encrypts the log, and how long it is kept, in days. */
  readonly keyArn: string;
  readonly logRetentionDays: number;
  /** Topic that a failure is announced to. */
  readonly topicArn: string;
}

/**
 * Keeps the copy of a repository up to date: every push starts a build that pushes it on. CodeCommit replicates
 * nothing itself; a build has git and the credential helper at hand, so there is no image or function to maintain.
 */
export class RepositoryMirror extends Construct {
  constructor(scope: Construct, id: string, props: RepositoryMirrorProps) {
    super(scope, id);
    const { at, source, replica } = props;
    const project = new BuildProject(this, "project", {
      at,
      purpose: "mirror",
      description: "Pushes every change of the repository on to its copy",
      source: "NO_SOURCE",
      buildspec: mirrorBuildspec(),
      architecture: "ARM64",
      computeType: "BUILD_GENERAL1_SMALL",
      timeoutMinutes: 15,
      environment: { SOURCE_URL: source.url, REPLICA_URL: replica.url },
      statements: [
        ...source.statements("ReadSource", ["codecommit:GitPull"]),
        ...replica.statements("WriteReplica", ["codecommit:GitPull", "codecommit:GitPush"]),
      ],
      keyArn: props.keyArn,
      logRetentionDays: props.logRetentionDays,
    });
    const ruleName = boundedName(`${at.prefix}-mirror`, "eventRule");
    const role = new ServiceRole(this, "start-role", {
      at,
      purpose: "start-mirror",
      service: "events.amazonaws.com",
      sourceArn: arn(at, "events", `rule/${ruleName}`),
      statements: [{ sid: "Start", actions: ["codebuild:StartBuild"], resources: [project.arn] }],
    });
    const rule = new CloudwatchEventRule(this, "push", {
      name: ruleName,
      description: "Anything was pushed to the repository",
      // https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html
      eventPattern: JSON.stringify({
        source: ["aws.codecommit"],
        "detail-type": ["CodeCommit Repository State Change"],
        resources: [source.arn],
        detail: { event: ["referenceCreated", "referenceUpdated", "referenceDeleted"] },
      }),
    });
    new CloudwatchEventTarget(this, "push-target", {
      rule: rule.name,
      targetId: "mirror",
      arn: project.arn,
      roleArn: role.arn,
      dependsOn: [role.ready],
    });
    new FailureNotice(this, "failure", {
      at,
      purpose: "mirror-failed",
      description: "The copy of the repository could not be brought up to date",
      // https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html
      pattern: {
        source: ["aws.codebuild"],
        "detail-type": ["CodeBuild Build State Change"],
        detail: { "build-status": ["FAILED", "TIMED_OUT", "FAULT"], "project-name": [project.name] },
      },
      values: { log: "$.detail.additional-information.logs.deep-link", status: "$.detail.build-status" },
      message: `${at.prefix}: the copy of the repository is behind, its build ended as <status>. Log: <log>`,
      topicArn: props.topicArn,
    });
  }
}
