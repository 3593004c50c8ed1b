import { ACCOUNT_TAG } from "../../../environments/config/names";
import { accountRoot, type Statement } from "../../security/policy-document";

export interface GuardrailProps {
  readonly account: string;
  /** ARNs of the roles that deploy and plan. */
  readonly identities: readonly string[];
  readonly boundaryArn: string;
  /** Aliases of the account's own keys, as patterns. */
  readonly accountKeys: readonly string[];
}

/** Services in which the deploying role is told by tags what is its own. */
const TOLD_BY_TAGS = [
  "acm",
  "application-autoscaling",
  "backup",
  "ec2",
  "elasticloadbalancing",
  "logs",
  "rds",
];

/** Whatever may be done to a key but using it, which Terraform's state needs. */
const KEY_CHANGES = [
  "Cancel*", "Create*", "Delete*", "Disable*", "Enable*", "Put*", "Retire*", "Revoke*", "Rotate*", "Schedule*", "Tag*",
  "Untag*", "Update*",
].map((pattern) => `kms:${pattern}`); // prettier-ignore

/**
 * What no deployment may ever do, whatever else it is allowed: free itself or a role of its own from their limits,
 * let somebody else in, switch off what watches it, or take over what belongs to the account as a whole.
 */
export function guardrail({ account, identities, boundaryArn, accountKeys }: GuardrailProps): Statement[] {
  const deny = (
    sid: string,
    actions: readonly string[],
    resources: readonly string[],
    conditions?: Statement["conditions"],
  ): Statement => ({
    sid,
    effect: "Deny",
    actions,
    resources,
    ...(conditions !== undefined && { conditions }),
  });
  const iam = accountRoot(account).replace(/:root$/, "");
  return [
    // By tag and by alias: the tags of a key could be lost, and count five minutes late.
    deny("KeepAccountKeys", KEY_CHANGES, [`arn:aws:kms:*:${account}:key/*`], {
      "ForAnyValue:StringLike": { "kms:ResourceAliases": accountKeys },
    }),
    deny("KeepAccountResources", [...KEY_CHANGES, ...TOLD_BY_TAGS.map((service) => `${service}:*`)], ["*"], {
      StringEquals: { "aws:ResourceTag/Environment": ACCOUNT_TAG },
    }),
    deny(
      "KeepOwnLimits",
      [
        "iam:AttachRolePolicy", "iam:DeleteRole", "iam:DeleteRolePermissionsBoundary", "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
      ], // prettier-ignore
      identities,
    ),
    deny("KeepBoundaries", ["iam:DeleteRolePermissionsBoundary"], [`${iam}:role/*`]),
    deny(
      "KeepPolicies",
      [
        "iam:CreatePolicy",
        "iam:CreatePolicyVersion",
        "iam:DeletePolicy",
        "iam:DeletePolicyVersion",
        "iam:SetDefaultPolicyVersion",
      ],
      [boundaryArn, `${iam}:policy/*`],
    ),
    deny(
      "LetNobodyIn",
      [
        "iam:AddClientIDToOpenIDConnectProvider", "iam:CreateAccessKey", "iam:CreateLoginProfile",
        "iam:CreateOpenIDConnectProvider", "iam:CreateSAMLProvider", "iam:CreateUser", "iam:DeleteOpenIDConnectProvider",
        "iam:UpdateOpenIDConnectProviderThumbprint", "iam:UpdateSAMLProvider",
      ], // prettier-ignore
      [`${iam}:user/*`, `${iam}:oidc-provider/*`, `${iam}:saml-provider/*`],
    ),
    deny(
      "KeepWatching",
      [
        "access-analyzer:DeleteAnalyzer", "cloudtrail:DeleteTrail", "cloudtrail:PutEventSelectors",
        "cloudtrail:StopLogging", "cloudtrail:UpdateTrail", "guardduty:DeleteDetector", "guardduty:UpdateDetector",
        "securityhub:BatchDisableStandards", "securityhub:DisableSecurityHub",
      ], // prettier-ignore
      ["*"],
    ),
  ];
}
