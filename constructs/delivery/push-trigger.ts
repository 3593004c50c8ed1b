import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import { arn, type Location } from "../location";
import { boundedName } from "../naming";
import { ServiceRole } from "../security/service-role";

export interface PushTriggerProps {
  readonly at: Location;
  /** The CodeCommit repository, and the branch that counts. */
  readonly repositoryArn: string;
  readonly branch: string;
  readonly pipelineArn: string;
}

/**
 * Starts a pipeline when somebody pushes to a branch of CodeCommit.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/triggering.html
 */
export class PushTrigger extends Construct {
  constructor(scope: Construct, id: string, { at, repositoryArn, branch, pipelineArn }: PushTriggerProps) {
    super(scope, id);
    const name = boundedName(`${at.prefix}-push`, "eventRule");
    const role = new ServiceRole(this, "role", {
      at,
      purpose: "start-pipeline",
      service: "events.amazonaws.com",
      sourceArn: arn(at, "events", `rule/${name}`),
      statements: [
        { sid: "Start", actions: ["codepipeline:StartPipelineExecution"], resources: [pipelineArn] },
      ],
    });
    const rule = new CloudwatchEventRule(this, "Default", {
      name,
      description: `Somebody pushed to ${branch}`,
      eventPattern: JSON.stringify({
        source: ["aws.codecommit"],
        "detail-type": ["CodeCommit Repository State Change"],
        resources: [repositoryArn],
        detail: {
          event: ["referenceCreated", "referenceUpdated"],
          referenceType: ["branch"],
          referenceName: [branch],
        },
      }),
    });
    new CloudwatchEventTarget(this, "target", {
      rule: rule.name,
      targetId: "pipeline",
      arn: pipelineArn,
      roleArn: role.arn,
      dependsOn: [role.ready],
    });
  }
}
