import { describe, expect, it } from "vitest";
import { statements } from "../../tools/testing/policy";
import { AT, synthesizeConstruct } from "../../tools/testing/synthesize";
import { AlertTopic } from "./alert-topic";

const stack = synthesizeConstruct(
  (scope) => new AlertTopic(scope, "alerts", { at: AT, emails: ["a@example.com"] }),
);
const bySid = (document: unknown) => new Map(statements(document).map((one) => [one.Sid, one]));
const topic = bySid(stack.one("aws_sns_topic_policy")["policy"]);
const key = bySid(stack.one("aws_kms_key")["policy"]);

const FROM = {
  CloudWatchAlarms: [
    "cloudwatch.amazonaws.com",
    "arn:aws:cloudwatch:us-east-1:111111111111:alarm:webapp-test-*",
  ],
  Budgets: ["budgets.amazonaws.com", "arn:aws:budgets::111111111111:*"],
} as const;

describe("the alert topic", () => {
  it("S5: is encrypted with a key of its own", () => {
    expect(stack.one("aws_sns_topic")).toMatchObject({
      name: "webapp-test-alerts",
      kms_master_key_id: stack.reference("aws_kms_key", undefined, "arn"),
    });
    expect(stack.one("aws_kms_key")["enable_key_rotation"]).toBe(true);
  });

  it("S5: takes nothing over plain HTTP", () => {
    expect(topic.get("DenyPlainHttp")).toMatchObject({
      Effect: "Deny",
      Principal: "*",
      Action: "sns:Publish",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
  });

  it.each(Object.entries(FROM))(
    "S2: lets %s of this account publish, and use the key",
    (sid, [service, source]) => {
      const Condition = {
        StringEquals: { "aws:SourceAccount": "111111111111" },
        ArnLike: { "aws:SourceArn": source },
      };
      expect(topic.get(sid)).toMatchObject({
        Principal: { Service: service },
        Action: "sns:Publish",
        Condition,
      });
      expect(key.get(sid)).toMatchObject({
        Principal: { Service: service },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      });
    },
  );

  it("M2: asks CloudWatch for no source at the key, where it is not documented to name one", () => {
    expect(key.get("CloudWatchAlarms")).not.toHaveProperty("Condition");
    expect(key.get("Budgets")?.Condition).toEqual(topic.get("Budgets")?.Condition);
  });

  it("S2: lets EventBridge publish without a condition: it names no source, and would be refused", () => {
    for (const policy of [topic, key]) {
      expect(policy.get("EventBridge")).toMatchObject({ Principal: { Service: "events.amazonaws.com" } });
      expect(policy.get("EventBridge")).not.toHaveProperty("Condition");
    }
  });

  it("S2: lets nobody else publish", () => {
    const allowed = [...topic.values()].filter(({ Effect }) => Effect === "Allow").map(({ Sid }) => Sid);
    expect(allowed.sort()).toEqual(["Budgets", "CloudWatchAlarms", "EventBridge"]);
    expect([...key.keys()].sort()).toEqual(["Account", "Budgets", "CloudWatchAlarms", "EventBridge"]);
  });
});
