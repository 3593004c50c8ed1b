import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import type { Location } from "../location";
import { boundedName } from "../naming";

export interface FailureNoticeProps {
  readonly at: Location;
  /** End of the rule's name. Lower-case, hyphens. */
  readonly purpose: string;
  /** One sentence. */
  readonly description: string;
  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
  readonly pattern: object;
  /** Values of the event by name, and the message made of them. */
  readonly values: Readonly<Record<string, string>>;
  readonly message: string;
  readonly topicArn: string;
}

/** Tells people in a sentence that something of the pipeline failed. */
export class FailureNotice extends Construct {
  constructor(scope: Construct, id: string, props: FailureNoticeProps) {
    super(scope, id);
    const rule = new CloudwatchEventRule(this, "Default", {
      name: boundedName(`${props.at.prefix}-${props.purpose}`, "eventRule"),
      description: props.description,
      eventPattern: JSON.stringify(props.pattern),
    });
    new CloudwatchEventTarget(this, "topic", {
      rule: rule.name,
      targetId: "topic",
      arn: props.topicArn,
      inputTransformer: { inputPaths: { ...props.values }, inputTemplate: JSON.stringify(props.message) },
    });
  }
}
