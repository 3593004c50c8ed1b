import { describe, expect, it } from "vitest";
import type { Statement } from "../../constructs/security/policy-document";
import { actionOf } from "./actions";
import { missingActions, requireSufficient } from "./sufficient";

const allow = (...actions: string[]): Statement => ({ sid: "Allow", actions, resources: ["*"] });
const operation = (text: string) => {
  const [service = "", name = ""] = text.split(":");
  return { service, operation: name };
};

describe("actionOf", () => {
  it.each([
    ["ec2:DescribeVpcs", "ec2:DescribeVpcs"],
    ["elbv2:CreateListener", "elasticloadbalancing:CreateListener"],
    ["s3:HeadBucket", "s3:ListBucket"],
    ["s3:DeleteBucketLifecycle", "s3:PutLifecycleConfiguration"],
    ["lambda:Invoke", "lambda:InvokeFunction"],
    ["sts:GetCallerIdentity", undefined],
  ])("S2: %s is permitted by %s", (given, action) => {
    expect(actionOf(operation(given))).toBe(action);
  });
});

describe("missingActions", () => {
  const operations = ["s3:HeadObject", "rds:DeleteDBSubnetGroup", "sts:GetCallerIdentity"].map(operation);

  it("S2: names what no statement allows", async () => {
    expect(await missingActions(operations, [allow("s3:GetObject")])).toEqual(["rds:DeleteDBSubnetGroup"]);
    expect(
      await missingActions(operations, [allow("s3:GetObject"), allow("rds:DeleteDBSubnetGroup")]),
    ).toEqual([]);
  });

  it("S2: names what AWS checks besides", async () => {
    const rotate = [operation("secretsmanager:RotateSecret")];
    const rotating = allow("secretsmanager:RotateSecret", "lambda:GetFunction");
    expect(await missingActions(rotate, [rotating])).toEqual(["lambda:InvokeFunction"]);
    expect(await missingActions(rotate, [rotating, allow("lambda:InvokeFunction")])).toEqual([]);
  });

  it("S2: names an operation that IAM knows no action for as missing", async () => {
    const unknown = ["lambda:Invent", "nothing:Invent"].map(operation);
    expect(await missingActions(unknown, [])).toEqual(["lambda:Invent", "nothing:Invent"]);
  });

  it("S2: does not take a refusal for a permission", async () => {
    const deny: Statement = { ...allow("rds:DeleteDBSubnetGroup"), effect: "Deny" };
    expect(await missingActions(operations, [allow("s3:GetObject"), deny])).toEqual([
      "rds:DeleteDBSubnetGroup",
    ]);
  });

  it("S2: stops with the role, the actions and where they belong", async () => {
    await expect(requireSufficient("deploy", operations, [allow("s3:GetObject")])).rejects.toThrow(
      /the deploy role is not allowed .*: rds:DeleteDBSubnetGroup\.\n.*constructs\/identity\/permissions/,
    );
  });
});
