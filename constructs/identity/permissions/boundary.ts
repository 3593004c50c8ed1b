import type { Permission } from "./permission";

const LOG_GROUPS = ["/{prefix}/*", "/aws/*{prefix}-*", "RDSOSMetrics*"].map(
  (name) => `logs:{region}:{account}:log-group:${name}`,
);

/**
 * The most that any role of an environment's own resources may ever be given: what tasks, functions and AWS
 * services do for it at run time. Whoever gives a role more adds it here first, and a test says so.
 */
export const BOUNDARY: readonly Permission[] = [
  {
    service: "logs",
    write: ["CreateLogGroup", "CreateLogStream", "DescribeLogStreams", "GetLogEvents", "PutLogEvents", "PutRetentionPolicy"],
    on: LOG_GROUPS,
  },
  { service: "logs", write: ["DescribeLogGroups"], on: "*" },
  // Marks on the images that run.
  {
    service: "ecr",
    write: ["BatchDeleteImage", "ListImages", "PutImage"],
    on: ["ecr:{region}:{account}:repository/{prefix}-*"],
  },
  // An image that is given by its digest may be in any repository of the account.
  {
    service: "ecr",
    write: ["BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"],
    on: ["ecr:{region}:{account}:repository/*"],
  },
  // The agent of GuardDuty's Runtime Monitoring, in registries of AWS's:
  // https://docs.aws.amazon.com/guardduty/latest/ug/prereq-runtime-monitoring-ecs-support.html
  {
    service: "ecr",
    write: ["BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"],
    on: ["ecr:{region}:*:repository/aws-guardduty-agent-fargate"],
  },
  { service: "ecr", write: ["GetAuthorizationToken"], on: "*" },
  {
    service: "ssmmessages",
    write: ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"],
    on: "*",
  },
  {
    service: "secretsmanager",
    write: ["DescribeSecret", "GetSecretValue", "PutSecretValue", "RotateSecret", "UpdateSecretVersionStage"],
    on: ["secretsmanager:{region}:{account}:secret:{prefix}/*"],
  },
  { service: "secretsmanager", write: ["GetRandomPassword"], on: "*" },
  {
    service: "sqs",
    write: ["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage", "SendMessage"],
    on: ["sqs:{region}:{account}:{prefix}-*"],
  },
  {
    service: "elasticache",
    write: ["DescribeReplicationGroups", "ModifyReplicationGroup"],
    on: ["elasticache:{region}:{account}:replicationgroup:{prefix}"],
  },
  { service: "rds-db", write: ["connect"], on: ["rds-db:{region}:{account}:dbuser:*/*"] },
  {
    service: "kms",
    write: ["CreateGrant", "Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo"],
    on: ["kms:{region}:{account}:key/*"],
  },
  {
    service: "s3",
    write: ["AbortMultipartUpload", "GetBucketLocation", "GetObject", "ListBucket", "PutObject"],
    on: ["s3:::{prefix}-*"],
  },
  { service: "s3", write: ["ListAllMyBuckets"], on: "*" },
  { service: "sns", write: ["Publish"], on: ["sns:{region}:{account}:{prefix}-*"] },
  { service: "cloudwatch", write: ["GetMetricData", "GetMetricStatistics", "PutMetricData"], on: "*" },
  {
    service: "lambda",
    write: ["InvokeFunction"],
    on: ["lambda:{region}:{account}:function:{prefix}-*"],
  },
  {
    service: "ecs",
    write: ["DescribeServices", "UpdateService"],
    on: ["ecs:{region}:{account}:service/{prefix}/*"],
  },
  // The function that runs the migration.
  {
    service: "ecs",
    write: ["DescribeTasks", "RunTask", "TagResource"],
    on: ["ecs:{region}:{account}:task/{prefix}/*", "ecs:{region}:{account}:task-definition/{prefix}-*:*"],
  },
  { service: "ecs", write: ["DescribeTaskDefinition", "ListTasks"], on: "*" },
  {
    service: "iam",
    write: ["PassRole"],
    on: ["iam::{account}:role/{prefix}-*"],
    conditions: () => ({ StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } }),
  },
  { service: "application-autoscaling", write: ["DescribeScalableTargets"], on: "*" },
  {
    service: "application-autoscaling",
    write: ["RegisterScalableTarget"],
    on: ["application-autoscaling:{region}:{account}:scalable-target/*"],
  },
  {
    service: "backup",
    write: ["CopyFromBackupVault", "CopyIntoBackupVault", "DescribeBackupVault"],
    on: ["backup:{region}:{account}:backup-vault:{prefix}-*"],
  },
  // What AWS Backup does for a database, of its managed policies for backup and restore:
  // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForBackup.html
  {
    service: "rds",
    write: [
      "AddTagsToResource", "CopyDBClusterSnapshot", "CopyDBSnapshot", "CreateDBClusterSnapshot", "CreateDBSnapshot",
      "DeleteDBClusterAutomatedBackup", "DeleteDBClusterSnapshot", "DeleteDBInstanceAutomatedBackup", "DeleteDBSnapshot",
      "DescribeDBClusterAutomatedBackups", "DescribeDBClusters", "DescribeDBClusterSnapshots",
      "DescribeDBInstanceAutomatedBackups", "DescribeDBInstances", "DescribeDBSnapshots", "ListTagsForResource",
      "ModifyDBCluster", "ModifyDBClusterSnapshotAttribute", "ModifyDBInstance", "ModifyDBSnapshotAttribute",
      "RestoreDBClusterFromSnapshot", "RestoreDBClusterToPointInTime", "RestoreDBInstanceFromDBSnapshot",
      "RestoreDBInstanceToPointInTime",
    ],
    // Databases, clusters, their snapshots, automated backups and groups; an ARN for each would not fit.
    on: ["rds:{region}:{account}:*"],
  },
  { service: "rds", write: ["DescribeGlobalClusters"], on: ["rds::{account}:global-cluster:{prefix}"] },
  // Log analytics.
  {
    service: "es",
    write: ["DescribeDomain", "DescribeDomainConfig", "DescribeDomains", "ESHttpGet", "ESHttpPost", "ESHttpPut"],
    on: ["es:{region}:{account}:domain/{prefix}", "es:{region}:{account}:domain/{prefix}/*"],
  },
  { service: "firehose", write: ["PutRecordBatch"], on: ["firehose:{region}:{account}:deliverystream/{prefix}-*"] },
  // Interfaces of functions and of log delivery in the VPC.
  {
    service: "ec2",
    write: [
      "AssignPrivateIpAddresses", "CreateNetworkInterface", "CreateNetworkInterfacePermission", "DeleteNetworkInterface",
      "DescribeVpcAttribute", "UnassignPrivateIpAddresses",
    ],
    on: ["ec2:{region}:{account}:*/*"],
  },
  {
    service: "ec2",
    write: ["DescribeNetworkInterfaces", "DescribeSecurityGroups", "DescribeSubnets", "DescribeVpcs"],
    on: "*",
  },
  { service: "xray", write: ["PutTelemetryRecords", "PutTraceSegments"], on: "*" },
  { service: "tag", write: ["GetResources"], on: "*" },
]; // prettier-ignore
