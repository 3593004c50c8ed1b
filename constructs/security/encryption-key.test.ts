import { describe, expect, it } from "vitest";
import { statements } from "../../tools/testing/policy";
import { AT, synthesizeConstruct } from "../../tools/testing/synthesize";
import { EncryptionKey, logsMayUse } from "./encryption-key";

const stack = synthesizeConstruct((scope) => {
  new EncryptionKey(scope, "key", { at: AT, purpose: "logs", statements: [logsMayUse(AT)] });
});
const key = stack.one("aws_kms_key");
const [account, logs, ...others] = statements(key["policy"]);

describe("an encryption key", () => {
  it("S5: is rotated, and can be taken back for a month after its deletion", () => {
    expect(key).toMatchObject({ enable_key_rotation: true, deletion_window_in_days: 30 });
  });

  it("S5: has an alias", () => {
    expect(stack.one("aws_kms_alias")).toMatchObject({
      name: "alias/webapp-test-logs",
      target_key_id: stack.reference("aws_kms_key", undefined, "key_id"),
    });
  });

  it("S2: leaves it to this account's IAM policies who uses it, action by action", () => {
    expect(account).toMatchObject({
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::111111111111:root" },
      Resource: "*",
    });
    expect(account?.Action).toEqual(expect.arrayContaining(["kms:Decrypt", "kms:PutKeyPolicy"]));
    for (const action of [account?.Action ?? []].flat()) expect(action).toMatch(/^kms:[A-Za-z]+$/);
  });

  it("S2: lets CloudWatch Logs of this region encrypt log groups of this account", () => {
    expect(logs).toEqual({
      Sid: "CloudWatchLogs",
      Effect: "Allow",
      Principal: { Service: "logs.us-east-1.amazonaws.com" },
      Action: [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ],
      Resource: "*",
      Condition: {
        ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:111111111111:log-group:*" },
      },
    });
    expect(others).toEqual([]);
  });

  it("S2: is no business of any service unless it is told so", () => {
    const plain = synthesizeConstruct((scope) => {
      new EncryptionKey(scope, "key", { at: AT, purpose: "data" });
    });
    expect(statements(plain.one("aws_kms_key")["policy"])).toHaveLength(1);
  });
});
