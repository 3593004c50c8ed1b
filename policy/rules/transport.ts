import type { PolicyStatement } from "../document";
import { policyAttribute } from "../policy-attributes";
import type { Resource } from "../resource";
import type { Findings } from "../rule";
import { rules } from "../rule";

const denied = (condition: (statement: PolicyStatement) => boolean, service: string) => {
  const everyAction = new Set(["*", `${service}:*`]);
  return ({ allow, principals, actions, conditions, ...rest }: PolicyStatement) =>
    !allow &&
    principals.some(({ value }) => value === "*") &&
    actions.some((action) => everyAction.has(action)) &&
    conditions.length === 1 &&
    condition({ allow, principals, actions, conditions, ...rest });
};

/** A statement that refuses everybody who comes without TLS; a further condition would make exceptions. */
const plain = ({ conditions: [only] }: PolicyStatement) =>
  only?.key === "aws:securetransport" && only.operator === "Bool" && only.values.join() === "false";

/** One that refuses what is older than TLS 1.2. */
const old = ({ conditions: [only] }: PolicyStatement) =>
  only?.key === "s3:tlsversion" && only.operator === "NumericLessThan" && Number(only.values[0]) >= 1.2;

/** The policies of a resource: its own attribute, and resources that add one. */
function statements(resource: Resource, policyType: string, attribute: string): readonly PolicyStatement[] {
  const own = resource.policy(policyAttribute(resource.type)) ?? [];
  const added = resource.referredToBy(policyType, attribute);
  return [...own, ...added.flatMap((one) => one.policy(policyAttribute(policyType)) ?? [])];
}

function bucketRefuses(condition: (statement: PolicyStatement) => boolean, what: string) {
  const matches = denied(condition, "s3");
  return (bucket: Resource): Findings => {
    const refused = statements(bucket, "aws_s3_bucket_policy", "bucket").filter(matches);
    // Objects and the bucket itself are different resources.
    const covered = (suffix: RegExp) =>
      refused.some(({ resources }) => resources.some((one) => suffix.test(one)));
    return covered(/\/\*$|^\*$/) && covered(/(?<!\/)\*$|[^*]$/)
      ? undefined
      : `its policy does not deny ${what}`;
  };
}

export const transportRules = rules(
  {
    id: "bucket-tls",
    title: "Buckets are reached over TLS only.",
    severity: "medium",
    types: ["aws_s3_bucket"],
    rationale: "Somebody on the way could read or change objects.",
    fix: "Deny s3:* on the bucket and its objects where aws:SecureTransport is false, as PrivateBucket does.",
    controls: ["S3.5", "CIS 2.1.1", "CKV_AWS_379"],
    check: bucketRefuses(plain, "requests without TLS"),
  },
  {
    id: "bucket-tls-version",
    title: "Buckets are reached with TLS 1.2 or later.",
    severity: "low",
    types: ["aws_s3_bucket"],
    rationale: "Older versions of TLS have known weaknesses.",
    fix: "Deny s3:* where s3:TlsVersion is less than 1.2, as PrivateBucket does.",
    controls: [],
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html#transit",
    check: bucketRefuses(old, "TLS older than 1.2"),
  },
  {
    id: "queue-tls",
    title: "Queues are reached over TLS only.",
    severity: "medium",
    types: ["aws_sqs_queue"],
    rationale: "Somebody on the way could read or change messages.",
    fix: "Deny sqs:* where aws:SecureTransport is false, as MessageQueue does.",
    controls: [],
    source:
      "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html#enforce-encryption-data-in-transit",
    check: (queue) =>
      statements(queue, "aws_sqs_queue_policy", "queue_url").some(denied(plain, "sqs"))
        ? undefined
        : "its policy does not deny requests without TLS",
  },
  {
    id: "topic-tls",
    title: "Topics are published to over TLS only.",
    severity: "medium",
    types: ["aws_sns_topic"],
    rationale: "Somebody on the way could read or change notices.",
    fix: "Deny sns:Publish to everybody where aws:SecureTransport is false, in the topic's policy.",
    controls: [],
    source:
      "https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html#enforce-encryption-data-in-transit",
    check: (topic) => {
      const refuses = statements(topic, "aws_sns_topic_policy", "arn").some(
        (statement) =>
          !statement.allow &&
          statement.conditions.length === 1 &&
          statement.principals.some(({ value }) => value === "*") &&
          statement.actions.some((action) => ["sns:Publish", "sns:*", "*"].includes(action)) &&
          plain(statement),
      );
      return refuses ? undefined : "its policy does not deny publishing without TLS";
    },
  },
  {
    id: "subscription-tls",
    title: "Notices are delivered over TLS.",
    severity: "medium",
    types: ["aws_sns_topic_subscription"],
    rationale: "A notice that is sent to an http address can be read on the way.",
    fix: "Use the protocol https.",
    controls: [],
    source:
      "https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html#enforce-encryption-data-in-transit",
    check: (subscription) => (subscription.get("protocol") === "http" ? 'protocol is "http"' : undefined),
  },
);
