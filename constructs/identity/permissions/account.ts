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
  { service: "iam", read: ["GetRole"], on: ["iam::{account}:role/aws-service-role/*"] },
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
  { service: "guardduty", read: ["GetDetector", "ListTagsForResource"], on: ["guardduty:{region}:{account}:detector/*"] },
  {
    service: "securityhub",
    read: ["DescribeHub", "GetEnabledStandards", "GetFindingAggregator", "ListTagsForResource"],
    on: ["securityhub:{region}:{account}:hub/default", "securityhub:{region}:{account}:finding-aggregator/*"],
  },
  {
    service: "access-analyzer",
    read: ["GetAnalyzer", "ListTagsForResource"],
    // One that was there before the baseline has a name of its own.
    on: ["access-analyzer:{region}:{account}:analyzer/*"],
  },
  { service: "cloudtrail", read: ["DescribeTrails"], on: "*" },
  {
    service: "cloudtrail",
    read: ["GetEventSelectors", "GetInsightSelectors", "GetTrail", "GetTrailStatus", "ListTags"],
    on: ["cloudtrail:{region}:{account}:trail/{name}"],
  },
  { service: "budgets", read: ["ListTagsForResource", "ViewBudget"], on: ["budgets::{account}:budget/*"] },
  { service: "ce", read: ["ListCostAllocationTags"], on: "*" },
  {
    service: "ce",
    read: ["GetAnomalyMonitors", "GetAnomalySubscriptions", "ListTagsForResource"],
    on: ["ce::{account}:anomalymonitor/*", "ce::{account}:anomalysubscription/*"],
  },
]; // prettier-ignore
