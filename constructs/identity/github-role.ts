import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Construct } from "constructs";
import { policyDocument, type Statement } from "../security/policy-document";
import { GITHUB_ISSUER, type GithubProvider } from "./github-provider";
import { ManagedPolicies } from "./managed-policies";

export interface GithubRoleProps {
  readonly provider: GithubProvider;
  readonly name: string;
  /** One sentence. */
  readonly description: string;
  /**
   * What the workflow's token says it runs for, exactly:
   * https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims
   */
  readonly subjects: readonly string[];
  readonly statements: readonly Statement[];
  /** How long its credentials last at most, in seconds, 3600–43200. */
  readonly maxSessionSeconds: number;
}

/** A role that workflows of GitHub Actions take on with the token that GitHub gives them; no key is stored. */
export class GithubRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: GithubRoleProps) {
    super(scope, id);
    const role = new IamRole(this, "Default", {
      name: props.name,
      description: props.description,
      maxSessionDuration: props.maxSessionSeconds,
      assumeRolePolicy: policyDocument({
        sid: "GithubActions",
        principals: { federated: [props.provider.arn] },
        actions: ["sts:AssumeRoleWithWebIdentity"],
        conditions: {
          StringEquals: {
            [`${GITHUB_ISSUER}:aud`]: "sts.amazonaws.com",
            [`${GITHUB_ISSUER}:sub`]:
              props.subjects.length === 1 ? (props.subjects[0] ?? "") : props.subjects,
          },
        },
      }),
    });
    new ManagedPolicies(this, "policies", { roleName: props.name, role, statements: props.statements });
    this.arn = role.arn;
  }
}
