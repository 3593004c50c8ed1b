import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { describe, expect, it } from "vitest";
import { ASSUMING_SERVICES, sentBy } from "../../policy/assuming-services";
import { AT } from "../../tools/testing/synthesize";
import "../../tools/testing/terraform-matchers";
import { arn } from "../location";
import { policyDocument, type Statement } from "./policy-document";
import { ServiceRole } from "./service-role";

const READ: Statement = { sid: "Read", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::bucket/*"] };
const synthesized = (build: (scope: Construct) => void) => Testing.synthScope(build);
const forTasks = { at: AT, purpose: "reading", service: "ecs-tasks.amazonaws.com" } as const;
const anyTask = arn(AT, "ecs", "*");

describe("a role", () => {
  it("S2: given a service that says for whom it acts, is assumed for this account's resources only", () => {
    const stack = synthesized((scope) => {
      new ServiceRole(scope, "role", { ...forTasks, sourceArn: anyTask, statements: [READ] });
    });

    expect(stack).toHaveResourceWithProperties(IamRole, {
      name: "webapp-test-us-east-1-reading",
      assume_role_policy: policyDocument({
        sid: "Assume",
        principals: { services: ["ecs-tasks.amazonaws.com"] },
        actions: ["sts:AssumeRole"],
        conditions: {
          StringEquals: { "aws:SourceAccount": AT.account },
          ArnLike: { "aws:SourceArn": anyTask },
        },
      }),
    });
  });

  it("S2: given a service that does not, asks for no source, which the service could not name", () => {
    const stack = synthesized((scope) => {
      new ServiceRole(scope, "role", {
        at: AT,
        purpose: "trail",
        service: "cloudtrail.amazonaws.com",
        statements: [],
      });
    });

    expect(stack).toHaveResourceWithProperties(IamRole, {
      assume_role_policy: policyDocument({
        sid: "Assume",
        principals: { services: ["cloudtrail.amazonaws.com"] },
        actions: ["sts:AssumeRole"],
      }),
    });
  });

  it("S2: given permissions, has a policy of its own with them", () => {
    const stack = synthesized((scope) => {
      new ServiceRole(scope, "role", { ...forTasks, sourceArn: anyTask, statements: [READ] });
    });

    expect(stack).toHaveResourceWithProperties(IamRolePolicy, { policy: policyDocument(READ) });
  });

  it("S2: given none, has no policy", () => {
    const stack = synthesized((scope) => {
      new ServiceRole(scope, "role", { ...forTasks, sourceArn: anyTask, statements: [] });
    });

    expect(stack).not.toHaveResource(IamRolePolicy);
  });

  it("S2: given a long purpose, keeps to the length that IAM accepts", () => {
    const stack = synthesized((scope) => {
      const purpose = "a".repeat(80);
      new ServiceRole(scope, "role", { ...forTasks, purpose, sourceArn: anyTask, statements: [] });
    });

    const { resource } = JSON.parse(stack) as {
      resource: { aws_iam_role: Record<string, { name: string }> };
    };
    expect(Object.values(resource.aws_iam_role).map(({ name }) => name.length)).toEqual([64]);
  });
});

describe("what services say when they assume a role", () => {
  it.each(Object.entries(ASSUMING_SERVICES))("S2: %s is known from a page of AWS", (service, { source }) => {
    expect(service).toMatch(/^[a-z-]+(?:\.[a-z]+)?\.amazonaws\.com$/);
    expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html(?:#\S+)?$/);
  });

  it("S2: is undefined of a service whose pages nobody has read", () => {
    expect(sentBy("unknown.amazonaws.com")).toBeUndefined();
    expect(sentBy("cloudtrail.amazonaws.com")).toEqual([]);
  });
});
