import { describe, expect, it } from "vitest";
import { permissions, statements } from "../../tools/testing/policy";
import { AT, synthesizeConstruct } from "../../tools/testing/synthesize";
import { FlowLogs } from "./flow-logs";

const stack = synthesizeConstruct((scope) => {
  new FlowLogs(scope, "flow-logs", { at: AT, vpcId: "vpc-0a1b2c3d", keyArn: "key-arn", retentionDays: 30 });
});

describe("flow logs", () => {
  it("N5: record accepted and refused connections", () => {
    expect(stack.one("aws_flow_log")).toMatchObject({
      vpc_id: "vpc-0a1b2c3d",
      traffic_type: "ALL",
      log_destination_type: "cloud-watch-logs",
      log_destination: stack.reference("aws_cloudwatch_log_group", undefined, "arn"),
      iam_role_arn: stack.reference("aws_iam_role", undefined, "arn"),
      depends_on: [stack.address("aws_iam_role_policy")],
    });
  });

  it("N5: are encrypted and kept for the configured time", () => {
    expect(stack.one("aws_cloudwatch_log_group")).toMatchObject({
      retention_in_days: 30,
      kms_key_id: "key-arn",
    });
  });

  it("N5: are written by a role that may write this log group and nothing else", () => {
    const group = "arn:aws:logs:us-east-1:111111111111:log-group:/webapp-test/flow-logs";
    expect(permissions(stack.one("aws_iam_role_policy")["policy"])).toEqual([
      `Allow logs:CreateLogStream ${group}:*`,
      "Allow logs:DescribeLogGroups *",
      `Allow logs:DescribeLogStreams ${group}:*`,
      `Allow logs:PutLogEvents ${group}:*`,
    ]);
  });

  it("S2: only flow logs of this account assume that role", () => {
    expect(statements(stack.one("aws_iam_role")["assume_role_policy"])).toEqual([
      {
        Sid: "Assume",
        Effect: "Allow",
        Principal: { Service: "vpc-flow-logs.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111111111111" },
          ArnLike: { "aws:SourceArn": "arn:aws:ec2:us-east-1:111111111111:vpc-flow-log/*" },
        },
      },
    ]);
  });
});
