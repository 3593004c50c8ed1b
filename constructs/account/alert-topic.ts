import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import { arn, globalArn, type Location } from "../location";
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
    suppress(
      key,
      "policy-service-source",
      "EventBridge does not say on whose behalf it uses the key of a topic.",
    );
    const topic = new SnsTopic(this, "Default", { name: `${at.prefix}-alerts`, kmsMasterKeyId: key.arn });
    this.policy = new SnsTopicPolicy(this, "policy", {
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
    emails.forEach((endpoint, index) => {
      new SnsTopicSubscription(this, `email-${index}`, { topicArn: topic.arn, protocol: "email", endpoint });
    });
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
    {
      sid: "Events",
      principals: { services: ["events.amazonaws.com"] },
      actions: ["sns:Publish"],
      resources: [topicArn],
      // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
      conditions: { ArnLike: { "aws:SourceArn": arn(at, "events", `rule/${at.prefix}-*`) } },
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

/** https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services */
function publishersMayUse({ account }: Location): Statement[] {
  const use = { actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: ["*"] };
  return [
    // EventBridge does not say on whose behalf it uses a key: a condition would silently lose every alert.
    { sid: "Events", principals: { services: ["events.amazonaws.com"] }, ...use },
    {
      sid: "Costs",
      principals: { services: ["budgets.amazonaws.com", "costalerts.amazonaws.com"] },
      ...use,
      conditions: { StringEquals: { "aws:SourceAccount": account } },
    },
  ];
}
