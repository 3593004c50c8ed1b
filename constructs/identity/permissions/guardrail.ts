import { accountRoot, type Statement } from "../../security/policy-document";

/**
 * What no deployment may ever do, whatever else it is allowed: free itself or a role of its own from their limits,
 * let somebody else in, or switch off what watches it.
 *
 * @param identities ARNs of the roles that deploy and plan
 */
export function guardrail(account: string, identities: readonly string[], boundaryArn: string): Statement[] {
  const deny = (sid: string, actions: readonly string[], resources: readonly string[]): Statement => ({
    sid,
    effect: "Deny",
    actions,
    resources,
  });
  const iam = accountRoot(account).replace(/:root$/, "");
  return [
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
