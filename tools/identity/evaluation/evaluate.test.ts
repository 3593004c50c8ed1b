import { describe, expect, it } from "vitest";
import { evaluate, type PolicyStatement } from "./evaluate";

const allow = (statement: Partial<PolicyStatement>): PolicyStatement => ({
  Effect: "Allow",
  Action: "*",
  Resource: "*",
  ...statement,
});
const BUCKET = "arn:aws:s3:::amzn-s3-demo-bucket";

describe("explicit denial, permission, boundary", () => {
  const get = { action: "s3:GetObject", resource: `${BUCKET}/one` };

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
  it("S2: given no statement about it, a request is not allowed", () => {
    expect(evaluate({ identity: [] }, get)).toBe("not allowed");
  });

  it("S2: given a permission, it is allowed", () => {
    expect(evaluate({ identity: [allow({ Action: "s3:GetObject" })] }, get)).toBe("allowed");
  });

  it("S2: given a permission and a denial, it is denied", () => {
    const identity = [allow({ Action: "s3:*" }), allow({ Effect: "Deny", Action: "s3:Get*" })];
    expect(evaluate({ identity }, get)).toBe("denied explicitly");
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html: the example of Shirley Rodriguez,
  // who may do anything in S3, CloudWatch and EC2, and whose policy allows iam:CreateUser.
  it("S2: given a boundary that leaves it out, what a policy allows is not allowed", () => {
    const boundary = [allow({ Action: ["s3:*", "cloudwatch:*", "ec2:*"] })];
    const identity = [allow({ Action: "iam:CreateUser" })];
    expect(evaluate({ identity, boundary }, { action: "iam:CreateUser", resource: "*" })).toBe("not allowed");
  });

  it("S2: given a boundary alone, nothing is allowed", () => {
    expect(evaluate({ identity: [], boundary: [allow({})] }, get)).toBe("not allowed");
  });

  it("S2: given a denial in the boundary, it is denied", () => {
    const boundary = [allow({}), allow({ Effect: "Deny", Action: "s3:GetObject" })];
    expect(evaluate({ identity: [allow({})], boundary }, get)).toBe("denied explicitly");
  });
});

describe("actions and resources", () => {
  it.each([
    ["s3:GetObject", "s3:getobject", true],
    ["s3:Get*", "s3:GetObject", true],
    ["s3:GetObjec?", "s3:GetObject", true],
    ["s3:GetObject", "s3:GetObjectAcl", false],
  ])("S2: the action %s means %s: %s", (Action, action, expected) => {
    const decision = evaluate({ identity: [allow({ Action })] }, { action, resource: "*" });
    expect(decision).toBe(expected ? "allowed" : "not allowed");
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
  it("S2: NotAction means every other action", () => {
    const identity = [allow({ Effect: "Deny", NotAction: "iam:*" }), allow({})];
    expect(evaluate({ identity }, { action: "s3:GetObject", resource: "*" })).toBe("denied explicitly");
    expect(evaluate({ identity }, { action: "iam:GetUser", resource: "*" })).toBe("allowed");
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
  it("S2: NotResource means every other resource", () => {
    const identity = [
      allow({ Effect: "Deny", Action: "s3:*", NotResource: [`${BUCKET}/HRBucket/Payroll`, `${BUCKET}/*`] }),
      allow({}),
    ];
    expect(evaluate({ identity }, { action: "s3:GetObject", resource: `${BUCKET}/one` })).toBe("allowed");
    expect(evaluate({ identity }, { action: "s3:GetObject", resource: "arn:aws:s3:::other/one" })).toBe(
      "denied explicitly",
    );
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
  it("S2: a variable in a resource is filled in from the request", () => {
    const identity = [allow({ Resource: `${BUCKET}/\${aws:username}/*` })];
    const request = { action: "s3:GetObject", resource: `${BUCKET}/ada/one` };
    expect(evaluate({ identity }, { ...request, context: { "aws:username": "ada" } })).toBe("allowed");
    expect(evaluate({ identity }, { ...request, context: { "aws:username": "bob" } })).toBe("not allowed");
    expect(evaluate({ identity }, request)).toBe("not allowed");
  });
});

describe("conditions", () => {
  const under = (Condition: PolicyStatement["Condition"], context: Record<string, string | string[]>) =>
    evaluate(
      { identity: [allow(Condition === undefined ? {} : { Condition })] },
      { action: "ec2:StartInstances", resource: "*", context },
    ) === "allowed";
  const tag = "aws:ResourceTag/Environment";

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
  it.each([
    ["StringEquals", "dev", "dev", true],
    ["StringEquals", "dev", "Dev", false],
    ["StringEqualsIgnoreCase", "dev", "Dev", true],
    ["StringNotEquals", "dev", "prod", true],
    ["StringLike", "de*", "dev", true],
    ["StringNotLike", "de*", "dev", false],
    ["ArnLike", "arn:aws:sns:*:111122223333:*", "arn:aws:sns:us-east-1:111122223333:topic", true],
    ["ArnLike", "arn:aws:*:111122223333:*", "arn:aws:sns:us-east-1:111122223333:topic", false],
    ["ArnNotLike", "arn:aws:sns:*:111122223333:*", "arn:aws:sns:us-east-1:444455556666:topic", true],
    ["Bool", "true", "true", true],
    ["NumericLessThanEquals", "10", "9", true],
    ["DateGreaterThan", "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z", true],
    ["Null", "false", "dev", true],
  ])("S2: %s %s of %s: %s", (operator, wanted, given, expected) => {
    expect(under({ [operator]: { [tag]: wanted } }, { [tag]: given })).toBe(expected);
  });

  it.each([
    ["StringEquals", false],
    ["StringEqualsIfExists", true],
    ["StringNotEquals", true],
    ["ArnLike", false],
    ["ArnLikeIfExists", true],
    ["ForAllValues:StringEquals", true],
    ["ForAnyValue:StringEquals", false],
  ])("S2: %s of a key that the request lacks: %s", (operator, expected) => {
    expect(under({ [operator]: { [tag]: "dev" } }, {})).toBe(expected);
  });

  it("S2: Null true asks that the key is absent", () => {
    expect(under({ Null: { [tag]: "true" } }, {})).toBe(true);
    expect(under({ Null: { [tag]: "true" } }, { [tag]: "dev" })).toBe(false);
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
  it.each([
    ["ForAllValues:StringEquals", ["environment", "costcenter"], true],
    ["ForAllValues:StringEquals", ["environment", "owner"], false],
    ["ForAnyValue:StringEquals", ["environment", "owner"], true],
    ["ForAnyValue:StringEquals", ["owner"], false],
  ])("S2: %s of %j: %s", (operator, given, expected) => {
    expect(
      under({ [operator]: { "aws:TagKeys": ["environment", "costcenter"] } }, { "aws:TagKeys": given }),
    ).toBe(expected);
  });

  it("S2: every operator and key has to be met, and any value of a key", () => {
    const conditions = { StringEquals: { [tag]: ["dev", "test"], "aws:RequestedRegion": "us-east-1" } };
    expect(under(conditions, { [tag]: "test", "aws:RequestedRegion": "us-east-1" })).toBe(true);
    expect(under(conditions, { [tag]: "test", "aws:RequestedRegion": "eu-west-1" })).toBe(false);
  });

  it("S2: keys are told apart without their case", () => {
    expect(under({ StringEquals: { "AWS:resourcetag/environment": "dev" } }, { [tag]: "dev" })).toBe(true);
  });

  it("S2: an operator that is not known stops, instead of a guess", () => {
    expect(() => under({ BinaryEquals: { [tag]: "dev" } }, {})).toThrow("BinaryEquals is not known");
  });
});
