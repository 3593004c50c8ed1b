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
  /** Addresses that get notices. */
  readonly emails: readonly string[];
  /** Address that notices are posted to. @default none */
  readonly webhook?: string | undefined;
}

type Conditions = NonNullable<Statement["conditions"]>;

/** Who may publish, and on whose behalf. */
interface Publisher {
  readonly sid: string;
  readonly service: string;
  readonly conditions?: Conditions;
  /** Whether it says to the key, too, on whose behalf it comes. @default only to the topic */
  readonly saysToKey?: boolean;
}

/**
 * The topic that every notice of an environment and region goes to, encrypted with a key of its own that the AWS
 * services which publish may use.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export class AlertTopic extends Construct {
  readonly arn: string;
  readonly name: string;
  /** Whoever publishes when it is made waits for this. */
  readonly policy: ITerraformDependable;
  readonly keyArn: string;

  constructor(scope: Construct, id: string, { at, emails, webhook }: AlertTopicProps) {
    super(scope, id);
    const publishers = publishersOf(at);
    const key = new EncryptionKey(this, "key", {
      at,
      purpose: "alerts",
      statements: publishers.map(({ sid, service, conditions, saysToKey = false }) => ({
        sid,
        principals: { services: [service] },
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: ["*"],
        ...(conditions !== undefined && saysToKey && { conditions }),
      })),
    });
    this.keyArn = key.arn;
    this.name = `${at.prefix}-alerts`;
    const topic = new SnsTopic(this, "Default", { name: this.name, kmsMasterKeyId: this.keyArn });
    this.arn = topic.arn;
    const policy = new SnsTopicPolicy(this, "policy", {
      arn: topic.arn,
      policy: policyDocument(
        {
          sid: "DenyPlainHttp",
          effect: "Deny",
          principals: "*",
          actions: ["sns:Publish"],
          resources: [topic.arn],
          conditions: { Bool: { "aws:SecureTransport": "false" } },
        },
        ...publishers.map(({ sid, service, conditions }) => ({
          sid,
          principals: { services: [service] },
          actions: ["sns:Publish"],
          resources: [topic.arn],
          ...(conditions !== undefined && { conditions }),
        })),
      ),
    });
    this.policy = policy;
    suppress(policy, "policy-service-source", "EventBridge does not say on whose behalf it publishes.");
    suppress(
      key,
      "policy-service-source",
      "EventBridge does not say on whose behalf it uses a key, and of CloudWatch alarms it is not documented.",
    );
    emails.forEach((email) => {
      this.subscribe(`email-${email}`, "email", email);
    });
    if (webhook !== undefined) this.subscribe("webhook", "https", webhook);
  }

  private subscribe(id: string, protocol: string, endpoint: string): void {
    new SnsTopicSubscription(this, id, { topicArn: this.arn, protocol, endpoint });
  }
}

/**
 * EventBridge says neither account nor rule when it publishes: with a condition, every notice would be refused. That
 * CloudWatch says them is documented for the topic, not for its key; a lost alarm is worse than a key that CloudWatch
 * may use for others, who may not publish.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html,
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services,
 * https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
 */
function publishersOf(at: Location): Publisher[] {
  const from = (sourceArn: string): Conditions => ({
    StringEquals: { "aws:SourceAccount": at.account },
    ArnLike: { "aws:SourceArn": sourceArn },
  });
  return [
    {
      sid: "CloudWatchAlarms",
      service: "cloudwatch.amazonaws.com",
      conditions: from(arn(at, "cloudwatch", `alarm:${at.prefix}-*`)),
    },
    { sid: "EventBridge", service: "events.amazonaws.com" },
    // https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
    {
      sid: "Budgets",
      service: "budgets.amazonaws.com",
      conditions: from(globalArn(at, "budgets", "*")),
      saysToKey: true,
    },
  ];
}
