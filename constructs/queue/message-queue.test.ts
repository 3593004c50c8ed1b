import { describe, expect, it } from "vitest";
import { permissions, statements } from "../../tools/testing/policy";
import { AT, synthesizeConstruct } from "../../tools/testing/synthesize";
import { policyDocument, type Statement } from "../security/policy-document";
import { MessageQueue } from "./message-queue";

const allowed: { send: readonly Statement[]; receive: readonly Statement[] } = { send: [], receive: [] };
const stack = synthesizeConstruct((scope) => {
  const queue = new MessageQueue(scope, "queue", {
    at: AT,
    purpose: "jobs",
    visibilityTimeoutSeconds: 60,
    retentionDays: 4,
    maxReceives: 5,
    deadLetterRetentionDays: 14,
  });
  Object.assign(allowed, { send: queue.sendStatements, receive: queue.receiveStatements });
});
const ARN = "arn:aws:sqs:us-east-1:111111111111:webapp-test-jobs";
const deadArn = stack.reference("aws_sqs_queue", "queue/dead-letters", "arn");
const key = stack.reference("aws_kms_key", undefined, "arn");

describe("A3: the queue", () => {
  it("moves what can not be processed to a queue that keeps it longer", () => {
    expect(stack.one("aws_sqs_queue", "queue")).toMatchObject({
      name: "webapp-test-jobs",
      visibility_timeout_seconds: 60,
      message_retention_seconds: 345_600,
      redrive_policy: JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount: 5 }),
    });
    expect(stack.one("aws_sqs_queue", "queue/dead-letters")).toMatchObject({
      name: "webapp-test-jobs-dead",
      message_retention_seconds: 1_209_600,
    });
  });

  it("takes dead letters from this queue only", () => {
    expect(stack.one("aws_sqs_queue", "queue/dead-letters")).toMatchObject({
      redrive_allow_policy: JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: [ARN] }),
    });
  });

  it.each(["queue", "queue/dead-letters"])("S5: encrypts %s, waits long for messages", (path) => {
    expect(stack.one("aws_sqs_queue", path)).toMatchObject({
      kms_master_key_id: key,
      receive_wait_time_seconds: 20,
    });
  });

  it("S5: refuses plain HTTP to both", () => {
    const policies = stack.all("aws_sqs_queue").map(({ policy }) => statements(policy)[0]);

    expect(policies.map((statement) => statement?.Resource).sort()).toEqual([ARN, `${ARN}-dead`]);
    for (const statement of policies) {
      expect(statement).toMatchObject({
        Effect: "Deny",
        Principal: "*",
        Action: "sqs:*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      });
    }
  });

  it("S2: lets a sender send, and use its key for that", () => {
    expect(resolved(allowed.send)).toEqual([
      "Allow kms:Decrypt",
      "Allow kms:GenerateDataKey",
      "Allow sqs:GetQueueAttributes",
      "Allow sqs:SendMessage",
    ]);
  });

  it("S2: lets a receiver receive and delete, but not send", () => {
    expect(resolved(allowed.receive)).toEqual([
      "Allow kms:Decrypt",
      "Allow sqs:ChangeMessageVisibility",
      "Allow sqs:DeleteMessage",
      "Allow sqs:GetQueueAttributes",
      "Allow sqs:ReceiveMessage",
    ]);
  });

  it("S2: lets both use the key through SQS only", () => {
    for (const { actions, conditions } of [...allowed.send, ...allowed.receive]) {
      if (actions.every((action) => !action.startsWith("kms:"))) continue;
      expect(conditions).toEqual({ StringEquals: { "kms:ViaService": "sqs.us-east-1.amazonaws.com" } });
    }
  });
});

/** Permissions without their resources, which are unresolved here. */
function resolved(given: readonly Statement[]): string[] {
  return permissions(policyDocument(...given)).map((line) => line.split(" ").slice(0, 2).join(" "));
}
