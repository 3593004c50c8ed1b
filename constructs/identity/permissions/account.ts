import type { Permission } from "./permission";

/**
 * What comparing an account's own stacks with AWS reads: remote state, copies of images, baseline. Nothing that
 * GitHub Actions runs changes them.
 */
export const ACCOUNT: readonly Permission[] = [
  {
    service: "dynamodb",
    read: ["DescribeContinuousBackups", "DescribeTable", "DescribeTimeToLive", "ListTagsOfResource"],
    on: ["dynamodb:{state-region}:{account}:table/{state-table}"],
  },
  { service: "iam", read: ["GetAccountPasswordPolicy"], on: "*" },
  {
    service: "iam",
    read: ["GetOpenIDConnectProvider", "GetPolicy", "GetPolicyVersion"],
    on: ["iam::{account}:oidc-provider/token.actions.githubusercontent.com", "iam::{account}:policy/{name}"],
  },
  { service: "s3", read: ["GetAccountPublicAccessBlock"], on: "*" },
  {
    service: "ec2",
    read: ["GetEbsDefaultKmsKeyId", "GetEbsEncryptionByDefault", "GetInstanceMetadataDefaults", "GetSnapshotBlockPublicAccessState"],
    on: "*",
  },
]; // prettier-ignore
