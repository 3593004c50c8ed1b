import type { Permission } from "./permission";

const LOG_GROUPS = [
  "logs:{region}:{account}:log-group:/{name}/*", "logs:{region}:{account}:log-group:/aws/*/{name}",
  "logs:{region}:{account}:log-group:/aws/*/{name}/*", "logs:{region}:{account}:log-group:RDSOSMetrics",
  "logs:{region}:{account}:log-group:RDSOSMetrics:*",
]; // prettier-ignore

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
  { service: "logs", write: ["DescribeLogGroups"], on: ["logs:{region}:{account}:log-group:*"] },
  {
    service: "ecr",
    write: ["BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"],
    on: ["ecr:{region}:{account}:repository/{name}"],
  },
  { service: "ecr", write: ["GetAuthorizationToken"], on: "*" },
  {
    service: "ssmmessages",
    write: ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"],
    on: "*",
  },
  {
    service: "secretsmanager",
    write: ["DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"],
    on: ["{name}", "{name}/*", "rds!*"].map((name) => `secretsmanager:{region}:{account}:secret:${name}`),
  },
  { service: "secretsmanager", write: ["GetRandomPassword"], on: "*" },
  {
    service: "sqs",
    write: ["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage", "SendMessage"],
    on: ["sqs:{region}:{account}:{name}"],
  },
  {
    service: "elasticache",
    write: ["DescribeReplicationGroups", "ModifyReplicationGroup"],
    on: ["elasticache:{region}:{account}:replicationgroup:{name}"],
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
    on: ["s3:::{name}", "s3:::{name}/*"],
  },
  { service: "sns", write: ["Publish"], on: ["sns:{region}:{account}:{name}"] },
  { service: "cloudwatch", write: ["GetMetricData", "GetMetricStatistics", "PutMetricData"], on: "*" },
  {
    service: "lambda",
    write: ["InvokeFunction"],
    on: ["lambda:{region}:{account}:function:{name}"],
  },
  {
    service: "ecs",
    write: ["DescribeServices", "UpdateService"],
    on: ["ecs:{region}:{account}:service/{name}/*"],
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
    on: ["backup:{region}:{account}:backup-vault:{name}"],
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
    on: [
      ...["db", "cluster", "auto-backup", "cluster-auto-backup", "subgrp", "pg", "cluster-pg", "og"].map(
        (type) => `rds:{region}:{account}:${type}:*`,
      ),
      "rds:{region}:{account}:snapshot:*", "rds:{region}:{account}:cluster-snapshot:*",
    ],
  },
  { service: "tag", write: ["GetResources"], on: "*" },
]; // prettier-ignore
