/** An operation, under the names of the SDK's service models. */
export interface Operation {
  readonly service: string;
  readonly operation: string;
}

/** Services whose actions have another prefix than their service model. */
const PREFIXES: Readonly<Record<string, string>> = {
  elbv2: "elasticloadbalancing",
  opensearch: "es",
  accessanalyzer: "access-analyzer",
  s3control: "s3",
};

/**
 * Operations that are permitted by an action of another name.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgetservice.html,
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
const NAMES: Readonly<Record<string, string>> = {
  "budgets:DescribeBudget": "budgets:ViewBudget",
  "budgets:DescribeNotificationsForBudget": "budgets:ViewBudget",
  "budgets:DescribeSubscribersForNotification": "budgets:ViewBudget",
  "lambda:Invoke": "lambda:InvokeFunction",
  "s3:DeleteBucketEncryption": "s3:PutEncryptionConfiguration",
  "s3:DeleteBucketLifecycle": "s3:PutLifecycleConfiguration",
  "s3:DeleteBucketOwnershipControls": "s3:PutBucketOwnershipControls",
  "s3:DeleteBucketTagging": "s3:PutBucketTagging",
  "s3:DeleteObjects": "s3:DeleteObject",
  "s3:DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
  "s3:GetBucketAccelerateConfiguration": "s3:GetAccelerateConfiguration",
  "s3:GetBucketCors": "s3:GetBucketCORS",
  "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
  "s3:GetBucketLifecycle": "s3:GetLifecycleConfiguration",
  "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
  "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
  "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
  "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
  "s3:HeadBucket": "s3:ListBucket",
  "s3:HeadObject": "s3:GetObject",
  "s3:ListObjects": "s3:ListBucket",
  "s3:ListObjectsV2": "s3:ListBucket",
  "s3:ListObjectVersions": "s3:ListBucketVersions",
  "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
  "s3:PutBucketLifecycle": "s3:PutLifecycleConfiguration",
  "s3:PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
  "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
};

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html needs no permission. */
const FREE = new Set(["sts:GetCallerIdentity"]);

/** The IAM action that permits an operation; undefined for one that needs none. */
export function actionOf({ service, operation }: Operation): string | undefined {
  const action = `${PREFIXES[service] ?? service}:${operation}`;
  return FREE.has(action) ? undefined : (NAMES[action] ?? action);
}
