import { shown } from "../findings";
import { allowed, nameOf, policyAttribute, typesWith } from "../policy-attributes";
import { isExpression } from "../resource";
import { rules } from "../rule";
import { isWildcardResource, needsWildcardResource } from "../wildcards";

const SOURCE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege";

/** With these, a role gives itself, or somebody else, what it has not got. */
const ESCALATION = new Set([
  "iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy", "iam:CreateAccessKey",
  "iam:CreateLoginProfile", "iam:CreatePolicyVersion", "iam:PutGroupPolicy", "iam:PutRolePolicy", "iam:PutUserPolicy",
  "iam:SetDefaultPolicyVersion", "iam:UpdateAssumeRolePolicy", "iam:UpdateLoginProfile",
]); // prettier-ignore

export const policyRules = rules(
  {
    id: "policy-readable",
    title: "Every policy document is written at synthesis.",
    severity: "medium",
    types: typesWith("identity", "trust", "resource", "endpoint"),
    rationale:
      "A document that is put together while it is applied is seen by no reviewer, rule or scanner before.",
    fix: "Write it with policyDocument; ARNs in it may be references.",
    controls: [],
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_policy-validator.html",
    check: (resource) => {
      const attribute = policyAttribute(resource.type);
      const absent = resource.get(attribute) === undefined;
      return absent || resource.policy(attribute) !== undefined ? undefined : shown(resource, attribute);
    },
  },
  {
    id: "policy-wildcard-action",
    title: "Policies name every action that they allow.",
    severity: "high",
    types: typesWith("identity", "trust", "resource"),
    rationale: "A wildcard allows what nobody meant, and what AWS adds later.",
    fix: "Name the actions one by one.",
    controls: [
      "IAM.1", "IAM.21", "CIS 1.16", "CKV_AWS_62", "CKV_AWS_63", "CKV_AWS_72", "CKV_AWS_286", "CKV_AWS_287",
      "CKV_AWS_288", "CKV2_AWS_40", "AVD-AWS-0057", "AVD-AWS-0097",
    ], // prettier-ignore
    check: (resource) =>
      allowed(resource).flatMap((statement) => [
        ...statement.actions
          .filter((action) => action.includes("*") || isExpression(action))
          .map((action) => `${nameOf(statement)} allows the action ${action}`),
        ...(statement.exceptActions.length > 0
          ? [`${nameOf(statement)} allows everything but ${statement.exceptActions.join(", ")}`]
          : []),
      ]),
  },
  {
    id: "policy-wildcard-resource",
    title: "Policies name the resources that they allow something with.",
    severity: "high",
    types: typesWith("identity"),
    rationale: "What a role may do to one resource, it may do to every other one of the account.",
    fix: "Name ARNs. Where AWS supports nothing narrower than *, enter the action in policy/wildcards.ts.",
    controls: ["KMS.1", "KMS.2", "CKV_AWS_288", "CKV_AWS_290", "CKV_AWS_355", "AVD-AWS-0057"],
    check: (resource) =>
      allowed(resource).flatMap((statement) => {
        if (statement.exceptResources.length > 0) return [`${nameOf(statement)} has NotResource`];
        return statement.actions.flatMap((action) => {
          const wild = statement.resources
            .filter(isWildcardResource)
            .filter((one) => !needsWildcardResource(action, one));
          return wild.length === 0 ? [] : [`${nameOf(statement)} allows ${action} on ${wild.join(", ")}`];
        });
      }),
  },
  {
    id: "policy-pass-role",
    title: "A role may be passed only to the services that it is for.",
    severity: "high",
    types: typesWith("identity"),
    rationale: "Whoever may pass any role to a service of their own acts with that role's permissions.",
    fix: "Name the roles, and add a condition on iam:PassedToService.",
    controls: ["CKV_AWS_286", "CKV_AWS_289", "AVD-AWS-0342"],
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    check: (resource) =>
      allowed(resource)
        .filter(({ actions }) => actions.includes("iam:PassRole"))
        .filter(({ conditions }) => !conditions.some(({ key }) => key === "iam:passedtoservice"))
        .map(
          (statement) =>
            `${nameOf(statement)} allows iam:PassRole without a condition on iam:PassedToService`,
        ),
  },
  {
    id: "policy-privilege-escalation",
    title: "No policy lets its holder give out permissions.",
    severity: "high",
    types: typesWith("identity"),
    rationale: "A role that may change policies can do everything, after one more call.",
    fix: "Leave the action out, or add a condition on iam:PermissionsBoundary.",
    controls: ["CKV_AWS_286", "CKV_AWS_289", "CKV2_AWS_56"],
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    check: (resource) =>
      allowed(resource)
        .filter(({ conditions }) => !conditions.some(({ key }) => key === "iam:permissionsboundary"))
        .flatMap((statement) =>
          statement.actions
            .filter((action) => ESCALATION.has(action))
            .map((action) => `${nameOf(statement)} allows ${action} without a permissions boundary`),
        ),
  },
  {
    id: "policy-on-role",
    title: "Permissions belong to roles, not to users.",
    severity: "medium",
    types: ["aws_iam_user_policy", "aws_iam_user_policy_attachment", "aws_iam_policy_attachment"],
    rationale: "A user has long-lived keys, and keeps what was granted to it.",
    fix: "Use a role, and let people and pipelines assume it.",
    controls: ["IAM.2", "CIS 1.15", "CKV_AWS_40", "AVD-AWS-0143"],
    check: ({ type }) => `${type} grants permissions to users`,
  },
  {
    id: "managed-policy",
    title: "Roles have policies of their own, not those that AWS manages.",
    severity: "medium",
    types: [
      "aws_iam_role_policy_attachment",
      "aws_iam_group_policy_attachment",
      "aws_iam_user_policy_attachment",
    ],
    rationale: "AWS's policies are for every use of a service, name no resource, and change without notice.",
    fix: "Give ServiceRole statements.",
    controls: ["CKV_AWS_274", "CKV2_AWS_56"],
    source: SOURCE,
    check: (attachment) => {
      const arn = attachment.get("policy_arn");
      const target = attachment.target("policy_arn");
      const own = target?.kind === "resource" && target.type === "aws_iam_policy";
      return own || (typeof arn === "string" && /^arn:aws[\w-]*:iam::\d{12}:policy\//.test(arn))
        ? undefined
        : shown(attachment, "policy_arn");
    },
  },
);
