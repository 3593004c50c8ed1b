import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import type { Location } from "../location";
import { boundedName } from "../naming";

/** Something that AWS reports as an event, and the sentence that people get. */
export interface EventSpec {
  /** End of the rule's name. Lower-case, hyphens. */
  readonly id: string;
  /** One sentence. */
  readonly description: string;
  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
  readonly pattern: object;
  /** Values for the sentence, by the name it calls them: JSON paths of the event. */
  readonly values: Readonly<Record<string, string>>;
  /** What has happened and what to do; `<name>` stands for a value. */
  readonly sentence: string;
  /** Section of the runbook. */
  readonly runbook: string;
}

export interface EventNoticeProps extends EventSpec {
  readonly at: Location;
  readonly topicArn: string;
  readonly runbookUrl: string;
}

/**
 * Tells people of an event in words instead of JSON.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export class EventNotice extends Construct {
  constructor(scope: Construct, id: string, props: EventNoticeProps) {
    super(scope, id);
    const { at, topicArn, runbookUrl, values, sentence, runbook } = props;
    const rule = new CloudwatchEventRule(this, "Default", {
      name: boundedName(`${at.prefix}-${props.id}`, "eventRule"),
      description: props.description,
      eventPattern: JSON.stringify(props.pattern),
    });
    new CloudwatchEventTarget(this, "topic", {
      rule: rule.name,
      targetId: "alerts",
      arn: topicArn,
      inputTransformer: {
        inputPaths: { ...values },
        inputTemplate: JSON.stringify(
          `${at.prefix} ${at.region}: ${sentence} Runbook: ${runbookUrl}#${runbook}`,
        ),
      },
    });
  }
}
