import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { Construct } from "constructs";

export const GITHUB_ISSUER = "token.actions.githubusercontent.com";

/**
 * Lets AWS trust tokens of GitHub Actions, once per account. AWS checks GitHub's certificate against its own list
 * of authorities, so no thumbprint is given.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
 */
export class GithubProvider extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.arn = new IamOpenidConnectProvider(this, "Default", {
      url: `https://${GITHUB_ISSUER}`,
      clientIdList: ["sts.amazonaws.com"],
    }).arn;
  }
}
