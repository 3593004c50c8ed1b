import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct, type IConstruct } from "constructs";
import { suppress } from "../../policy/suppression";
import type { Location } from "../location";
import { accountRoot, policyDocument, type Statement } from "../security/policy-document";

export interface DeliveryTopicProps {
  readonly at: Location;
  /** End of the topic's name. Lower-case, hyphens. */
  readonly purpose: string;
  /** Key that encrypts its messages; whoever publishes must be allowed to use it. */
  readonly keyArn: string;
  /** E-mail addresses; each is asked by AWS to confirm, and gets nothing before that. */
  readonly emails: readonly string[];
  /** Whether events of EventBridge go here. @default false */
  readonly events?: boolean;
}

/** What people are told of a pipeline, by e-mail. */
export class DeliveryTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: DeliveryTopicProps) {
    super(scope, id);
    const { at, purpose, keyArn, emails, events = false } = props;
    const topic = new SnsTopic(this, "Default", { name: `${at.prefix}-${purpose}`, kmsMasterKeyId: keyArn });
    const policy = new SnsTopicPolicy(this, "policy", {
      arn: topic.arn,
      policy: policyDocument(
        {
          sid: "Account",
          principals: { aws: [accountRoot(at.account)] },
          actions: ["sns:Publish"],
          resources: [topic.arn],
        },
        ...(events
          ? [
              {
                sid: "Events",
                principals: { services: ["events.amazonaws.com"] },
                actions: ["sns:Publish"],
                resources: [topic.arn],
              },
            ]
          : []),
        {
          sid: "DenyPlainHttp",
          effect: "Deny",
          principals: "*",
          actions: ["sns:Publish"],
          resources: [topic.arn],
          conditions: { Bool: { "aws:SecureTransport": "false" } },
        },
      ),
    });
    if (events) unsaidSource(policy);
    for (const endpoint of emails) {
      new SnsTopicSubscription(this, `email-${endpoint}`, {
        topicArn: topic.arn,
        protocol: "email",
        endpoint,
      });
    }
    this.arn = topic.arn;
  }
}

/** Says why EventBridge publishes on, or encrypts for, a topic without a condition. */
export function unsaidSource(construct: IConstruct): void {
  suppress(construct, "policy-service-source", "EventBridge does not say on whose behalf it publishes.");
}

/**
 * EventBridge says neither account nor rule when it uses a key: with a condition, every notice would be lost.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export const EVENTS_MAY_USE: Statement = {
  sid: "Events",
  principals: { services: ["events.amazonaws.com"] },
  actions: ["kms:Decrypt", "kms:GenerateDataKey"],
  resources: ["*"],
};
