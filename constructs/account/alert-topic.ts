import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import { globalArn, type Location } from "../location";
import { EncryptionKey } from "../security/encryption-key";
import { policyDocument, type Statement } from "../security/policy-document";

export interface AlertTopicProps {
  readonly at: Location;
  /** E-mail addresses; each is asked by AWS to confirm, and gets nothing before that. */
  readonly emails: readonly string[];
}

/** Where everything about the account as a whole is announced: findings, budgets, cost anomalies. */
export class AlertTopic extends Construct {
  readonly arn: string;
  /** What lets AWS services publish: a resource that does so from its creation on depends on it. */
  readonly policy: ITerraformDependable;

  constructor(scope: Construct, id: string, { at, emails }: AlertTopicProps) {
    super(scope, id);
    const key = new EncryptionKey(this, "key", { at, purpose: "alerts", statements: publishersMayUse(at) });
    const topic = new SnsTopic(this, "Default", { name: `${at.prefix}-alerts`, kmsMasterKeyId: key.arn });
    const policy = new SnsTopicPolicy(this, "policy", {
      arn: topic.arn,
      policy: policyDocument(...mayPublish(at, topic.arn), {
        sid: "DenyPlainHttp",
        effect: "Deny",
        principals: "*",
        actions: ["sns:Publish"],
        resources: [topic.arn],
        conditions: { Bool: { "aws:SecureTransport": "false" } },
      }),
    });
    this.policy = policy;
    suppress(policy, "policy-service-source", "EventBridge does not say on whose behalf it publishes.");
    suppress(
      key,
      "policy-service-source",
      "EventBridge does not say on whose behalf it uses a key, and of cost anomalies it is not documented.",
    );
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

/** The services that announce something, and on behalf of what they do so. */
function mayPublish(at: Location, topicArn: string): Statement[] {
  const statement = (sid: string, service: string, sourceArn: string): Statement => ({
    sid,
    principals: { services: [service] },
    actions: ["sns:Publish"],
    resources: [topicArn],
    conditions: {
      StringEquals: { "aws:SourceAccount": at.account },
      ArnLike: { "aws:SourceArn": sourceArn },
    },
  });
  return [
    // EventBridge names neither account nor rule when it publishes: with a condition, every finding would be lost.
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
    {
      sid: "Events",
      principals: { services: ["events.amazonaws.com"] },
      actions: ["sns:Publish"],
      resources: [topicArn],
    },
    // https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
    statement("Budgets", "budgets.amazonaws.com", globalArn(at, "budgets", "*")),
    // https://docs.aws.amazon.com/cost-management/latest/userguide/ad-SNS.html
    {
      sid: "CostAnomalies",
      principals: { services: ["costalerts.amazonaws.com"] },
      actions: ["sns:Publish"],
      resources: [topicArn],
      conditions: { StringEquals: { "aws:SourceAccount": at.account } },
    },
  ];
}

/**
 * Budgets say on whose behalf they use the key; EventBridge does not, and of cost anomalies it is documented for the
 * topic alone. A lost alert is worse than a key that a service may use for others, who may not publish.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
function publishersMayUse({ account }: Location): Statement[] {
  const use = { actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: ["*"] };
  return [
    {
      sid: "EventsAndCosts",
      principals: { services: ["costalerts.amazonaws.com", "events.amazonaws.com"] },
      ...use,
    },
    {
      sid: "Budgets",
      principals: { services: ["budgets.amazonaws.com"] },
      ...use,
      conditions: { StringEquals: { "aws:SourceAccount": account } },
    },
  ];
}
