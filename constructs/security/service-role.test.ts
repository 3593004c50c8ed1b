import { describe, expect, it } from "vitest";
import { statements } from "../../tools/testing/policy";
import { AT, synthesizeConstruct } from "../../tools/testing/synthesize";
import { ServiceRole, type ServiceRoleProps } from "./service-role";

const ALLOW = { sid: "Read", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::bucket/*"] };
const role = (props: Partial<ServiceRoleProps> = {}) => {
  let built: ServiceRole | undefined;
  const stack = synthesizeConstruct((scope) => {
    built = new ServiceRole(scope, "role", {
      at: AT,
      purpose: "reading",
      service: "ecs-tasks.amazonaws.com",
      statements: [ALLOW],
      ...props,
    });
  });
  return { stack, built };
};
const trust = (props: Partial<ServiceRoleProps>) =>
  statements(role(props).stack.one("aws_iam_role")["assume_role_policy"]);

describe("a role", () => {
  it("S2: is assumed by one service, for this account's resources only", () => {
    expect(trust({ sourceArn: "arn:aws:ecs:us-east-1:111111111111:*" })).toEqual([
      {
        Sid: "Assume",
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111111111111" },
          ArnLike: { "aws:SourceArn": "arn:aws:ecs:us-east-1:111111111111:*" },
        },
      },
    ]);
  });

  it("S2: names the account where the resource is not known", () => {
    expect(trust({})[0]?.Condition).toEqual({ StringEquals: { "aws:SourceAccount": "111111111111" } });
  });

  it("S2: has the permissions that are given", () => {
    const { stack } = role();
    expect(stack.one("aws_iam_role_policy")["role"]).toBe(stack.reference("aws_iam_role", undefined));
    expect(statements(stack.one("aws_iam_role_policy")["policy"])).toEqual([
      { Sid: "Read", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/*" },
    ]);
  });

  it("S2: has no policy without permissions", () => {
    expect(role({ statements: [] }).stack.all("aws_iam_role_policy")).toEqual([]);
  });

  it("S2: is named after its region, because names are unique in the account", () => {
    expect(role().stack.one("aws_iam_role")["name"]).toBe("webapp-test-us-east-1-reading");
  });

  it("S2: keeps to the length IAM accepts", () => {
    const { stack } = role({ purpose: "a".repeat(80) });
    expect(String(stack.one("aws_iam_role")["name"])).toHaveLength(64);
  });
});
