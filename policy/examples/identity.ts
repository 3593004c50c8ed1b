import type { RuleId } from "../rules";
import { type Examples, of, policy } from "./example";

const ACCOUNT = "111111111111";
const PROVIDER = { provider: { aws: { allowed_account_ids: [ACCOUNT] } } };

/** Statements that a role's policy may and may not have. */
const identity = (good: object, ...bad: readonly object[]): Examples =>
  of(
    "aws_iam_role_policy",
    { policy: policy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::one/*", ...good }) },
    bad.map((one) => ({
      policy: policy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::one/*", ...one }),
    })),
  );

const resource = (type: string, attribute: string, good: object, ...bad: readonly object[]): Examples => {
  const write = (one: object) => ({
    [attribute]: policy({ Action: "sqs:SendMessage", Resource: "arn", ...one }),
  });
  return of(type, write(good), bad.map(write));
};

const source = { StringEquals: { "aws:SourceAccount": ACCOUNT } };
const service = (Service: string) => ({ Principal: { Service }, Action: "sts:AssumeRole" });

const federated = (conditions: object) => ({
  Principal: { Federated: "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com" },
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: conditions,
});
const hub = (name: string, value: string | string[]) => ({
  [`token.actions.githubusercontent.com:${name}`]: value,
});
const aud = hub("aud", "sts.amazonaws.com");

export const identityExamples = {
  "policy-readable": of(
    "aws_iam_role_policy",
    { policy: policy({ Action: "s3:GetObject", Resource: "arn" }) },
    [{ policy: "${data.aws_iam_policy_document.it.json}" }, { policy: "{" }],
  ),
  "policy-wildcard-action": identity(
    {},
    { Action: "*" },
    { Action: ["s3:GetObject", "s3:*"] },
    { Action: "s3:Get*" },
    { Action: undefined, NotAction: "iam:*" },
    { Action: "${var.action}" },
  ),
  "policy-wildcard-resource": {
    passes: [
      ...identity({ Action: "ecr:GetAuthorizationToken", Resource: "*" }).passes,
      ...identity({ Resource: "${aws_s3_bucket.one.arn}/*" }).passes,
      ...identity({ Effect: "Deny", Resource: "*" }).passes,
    ],
    fails: identity(
      {},
      { Resource: "*" },
      { Resource: ["arn:aws:s3:::one/*", "arn:aws:s3:::*"] },
      { Action: "iam:PassRole", Resource: "arn:aws:iam::111111111111:role/*" },
      { Action: "kms:Decrypt", Resource: "arn:aws:kms:us-east-1:111111111111:key/*" },
      { Action: ["ecr:GetAuthorizationToken", "ecr:BatchGetImage"], Resource: "*" },
      { Resource: undefined, NotResource: "arn:aws:s3:::one/*" },
    ).fails,
  },
  "policy-pass-role": identity(
    {
      Action: "iam:PassRole",
      Resource: "arn:aws:iam::111111111111:role/one",
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
    { Action: ["ecs:RunTask", "iam:PassRole"], Resource: "arn:aws:iam::111111111111:role/one" },
  ),
  "policy-privilege-escalation": identity(
    {
      Action: "iam:PutRolePolicy",
      Condition: { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::111111111111:policy/boundary" } },
    },
    { Action: ["iam:GetRole", "iam:PutRolePolicy"] },
    { Action: "iam:CreatePolicyVersion" },
  ),
  "policy-on-role": {
    // The types themselves are refused: nothing passes but their absence.
    passes: [{ aws_iam_role_policy: { it: {} } }],
    fails: [
      { aws_iam_user_policy: { it: {} } },
      { aws_iam_user_policy_attachment: { it: {} } },
      { aws_iam_policy_attachment: { it: {} } },
    ],
  },
  "managed-policy": {
    passes: [
      ...of("aws_iam_role_policy_attachment", { policy_arn: "arn:aws:iam::111111111111:policy/own" }, [])
        .passes,
      ...of("aws_iam_role_policy_attachment", { policy_arn: "${aws_iam_policy.own.arn}" }, []).passes,
    ],
    fails: of("aws_iam_role_policy_attachment", {}, [
      { policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess" },
      { policy_arn: "${data.aws_iam_policy.admin.arn}" },
    ]).fails,
  },
  "policy-public": resource(
    "aws_sqs_queue",
    "policy",
    { Principal: "*", Condition: source },
    { Principal: "*" },
    { Principal: { AWS: ["arn:aws:iam::111111111111:root", "*"] } },
    { Principal: "*", Condition: { StringEquals: { "aws:SourceAccount": "*" } } },
    { Principal: "*", Condition: { StringNotEquals: { "aws:SourceAccount": ACCOUNT } } },
    { Principal: "*", Condition: { StringEqualsIfExists: { "aws:SourceAccount": ACCOUNT } } },
    { NotPrincipal: { AWS: "arn:aws:iam::111111111111:root" } },
  ),
  "policy-other-account": of(
    "aws_s3_bucket_policy",
    { policy: policy({ Principal: { AWS: "arn:aws:iam::111111111111:role/one" }, Action: "s3:GetObject" }) },
    [
      { policy: policy({ Principal: { AWS: "arn:aws:iam::222222222222:root" }, Action: "s3:GetObject" }) },
      { policy: policy({ Principal: { AWS: "222222222222" }, Action: "s3:GetObject" }) },
    ],
    PROVIDER,
  ),
  "policy-service-source": resource(
    "aws_sns_topic_policy",
    "policy",
    { Principal: { Service: "cloudwatch.amazonaws.com" }, Condition: source },
    { Principal: { Service: "cloudwatch.amazonaws.com" } },
    {
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Condition: { Bool: { "aws:SecureTransport": "true" } },
    },
  ),
  "trust-confused-deputy": {
    passes: [
      ...trusts({ ...service("ecs-tasks.amazonaws.com"), Condition: source }),
      ...trusts(service("cloudtrail.amazonaws.com")),
    ],
    fails: [...trusts(service("ecs-tasks.amazonaws.com")), ...trusts(service("unknown.amazonaws.com"))],
  },
  "trust-usable": {
    passes: [
      ...trusts({ ...service("ecs-tasks.amazonaws.com"), Condition: source }),
      ...trusts(service("lambda.amazonaws.com")),
      ...trusts({
        ...service("lambda.amazonaws.com"),
        Condition: { StringEqualsIfExists: source.StringEquals },
      }),
    ],
    fails: [
      ...trusts({ ...service("cloudtrail.amazonaws.com"), Condition: source }),
      ...trusts({
        ...service("ecs-tasks.amazonaws.com"),
        Condition: { StringEquals: { "sts:ExternalId": "1" } },
      }),
      ...trusts({ ...service("unknown.amazonaws.com"), Condition: source }),
    ],
  },
  "trust-federation": {
    passes: [
      ...trust({ StringEquals: { ...aud, ...hub("sub", "repo:owner/name:environment:production") } }),
      ...trust({ StringEquals: aud, StringLike: hub("sub", "repo:owner/name:ref:refs/heads/release-*") }),
    ],
    fails: [
      ...trust({ StringEquals: aud }),
      ...trust({ StringEquals: hub("sub", "repo:owner/name:environment:production") }),
      ...trust({ StringEquals: aud, StringLike: hub("sub", "repo:owner/*") }),
      ...trust({ StringEquals: aud, StringLike: hub("sub", "repo:owner/name:*") }),
      ...trust({ StringEquals: aud, StringLike: hub("sub", "*") }),
      ...trust({ StringEquals: aud, StringNotEquals: hub("sub", "repo:owner/name:pull_request") }),
      ...trust({ StringEquals: hub("sub", "repo:owner/name:environment:dev"), StringLike: hub("aud", "*") }),
    ],
  },
  "oidc-provider": of(
    "aws_iam_openid_connect_provider",
    { url: "https://token.actions.githubusercontent.com", client_id_list: ["sts.amazonaws.com"] },
    [
      { url: "http://token.actions.githubusercontent.com" },
      { client_id_list: [] },
      { client_id_list: ["*"] },
    ],
  ),
  "no-access-keys": {
    passes: [{ aws_iam_role: { it: {} } }],
    fails: [{ aws_iam_access_key: { it: {} } }, { aws_iam_user: { it: {} } }],
  },
} satisfies Partial<Record<RuleId, Examples>>;

function trust(conditions: object) {
  return trusts(federated(conditions));
}

function trusts(statement: Readonly<Record<string, unknown>>) {
  return of("aws_iam_role", { assume_role_policy: policy(statement) }, []).passes;
}
