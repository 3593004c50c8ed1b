import { KEY_SERVICES } from "./key-users";
import type { Permission } from "./permission";

const PROXIES = ["db-proxy", "db-proxy-endpoint", "target-group"].map(
  (type) => `rds:{region}:{account}:${type}:*`,
);

const PLANS = ["backup-plan", "recovery-point"].map((type) => `backup:{region}:{account}:${type}:*`);

/** Database, cache, queue, buckets, secrets and their keys, backups. */
export const DATA: readonly Permission[] = [
  // The provider looks with filters, which AWS permits for all of a kind or not at all.
  {
    service: "rds",
    read: [
      "DescribeDBClusterParameterGroups", "DescribeDBClusterParameters", "DescribeDBClusters", "DescribeDBInstances",
      "DescribeDBParameterGroups", "DescribeDBParameters", "DescribeDBProxies", "DescribeDBProxyEndpoints",
      "DescribeDBProxyTargetGroups", "DescribeDBProxyTargets", "DescribeDBSubnetGroups", "DescribeGlobalClusters",
      "ListTagsForResource",
    ],
    // What a destruction has left.
    write: ["DescribeDBClusterSnapshots", "DescribeDBSnapshots"],
    on: [
      ...[
        "cluster", "cluster-pg", "cluster-snapshot", "db", "db-proxy", "db-proxy-endpoint", "pg", "snapshot", "subgrp",
        "target-group",
      ].map((type) => `rds:{region}:{account}:${type}:*`),
      "rds::{account}:global-cluster:*",
    ],
  },
  {
    service: "rds",
    write: [
      "AddTagsToResource", "CreateDBCluster", "CreateDBClusterParameterGroup", "CreateDBClusterSnapshot", "CreateDBInstance",
      "CreateDBInstanceReadReplica", "CreateDBParameterGroup", "CreateDBSnapshot", "CreateDBSubnetGroup",
      "CreateGlobalCluster", "DeleteDBCluster", "DeleteDBClusterParameterGroup", "DeleteDBInstance",
      "DeleteDBParameterGroup", "DeleteDBSubnetGroup", "DeleteGlobalCluster", "DeregisterDBProxyTargets",
      "ModifyDBCluster", "ModifyDBClusterParameterGroup", "ModifyDBInstance", "ModifyDBParameterGroup",
      "ModifyDBSubnetGroup", "ModifyGlobalCluster", "PromoteReadReplica", "RebootDBInstance", "RegisterDBProxyTargets",
      "RemoveFromGlobalCluster", "RemoveTagsFromResource", "ResetDBClusterParameterGroup", "ResetDBParameterGroup",
      "RestoreDBClusterFromSnapshot", "RestoreDBInstanceFromDBSnapshot",
    ],
    on: [
      ...["cluster", "cluster-pg", "cluster-snapshot", "db", "pg", "snapshot", "subgrp"].map(
        (type) => `rds:{region}:{account}:${type}:{name}`,
      ),
      "rds:{region}:{account}:og:default*", "rds:{region}:{account}:pg:default*", "rds::{account}:global-cluster:{name}",
    ],
  },
  // AWS names the proxies, their endpoints and what they lead to.
  {
    service: "rds",
    write: [
      "AddTagsToResource", "CreateDBProxy", "CreateDBProxyEndpoint", "DeregisterDBProxyTargets",
      "ModifyDBProxyTargetGroup", "RegisterDBProxyTargets", "RemoveTagsFromResource",
    ],
    on: PROXIES,
    tagged: "or-new",
  },
  {
    service: "rds",
    write: ["DeleteDBProxy", "DeleteDBProxyEndpoint", "ModifyDBProxy", "ModifyDBProxyEndpoint"],
    on: PROXIES,
    tagged: true,
  },
  {
    service: "elasticache",
    read: [
      "DescribeCacheClusters", "DescribeCacheParameterGroups", "DescribeCacheParameters", "DescribeCacheSubnetGroups",
      "DescribeReplicationGroups", "DescribeSnapshots", "ListTagsForResource",
    ],
    write: [
      "AddTagsToResource", "CreateCacheParameterGroup", "CreateCacheSubnetGroup", "CreateReplicationGroup",
      "CreateSnapshot", "DecreaseReplicaCount", "DeleteCacheParameterGroup", "DeleteCacheSubnetGroup",
      "DeleteReplicationGroup", "IncreaseReplicaCount", "ModifyCacheParameterGroup", "ModifyCacheSubnetGroup",
      "ModifyReplicationGroup", "RemoveTagsFromResource", "ResetCacheParameterGroup",
    ],
    on: ["replicationgroup", "cluster", "subnetgroup", "parametergroup", "snapshot"].map(
      (type) => `elasticache:{region}:{account}:${type}:{name}`,
    ),
  },
  {
    service: "sqs",
    read: ["GetQueueAttributes", "GetQueueUrl", "ListQueueTags"],
    write: ["CreateQueue", "DeleteQueue", "SetQueueAttributes", "TagQueue", "UntagQueue"],
    on: ["sqs:{region}:{account}:{name}"],
  },
  {
    service: "s3",
    read: [
      "GetAccelerateConfiguration", "GetBucketAcl", "GetBucketCORS", "GetBucketLocation", "GetBucketLogging", "GetBucketObjectLockConfiguration",
      "GetBucketOwnershipControls", "GetBucketPolicy", "GetBucketPublicAccessBlock", "GetBucketRequestPayment",
      "GetBucketTagging", "GetBucketVersioning", "GetBucketWebsite", "GetEncryptionConfiguration",
      "GetLifecycleConfiguration", "GetReplicationConfiguration", "ListBucket",
    ],
    write: [
      "CreateBucket", "DeleteBucket", "DeleteBucketPolicy", "DeleteObject", "DeleteObjectVersion", "ListBucketVersions",
      "PutBucketLogging", "PutBucketOwnershipControls", "PutBucketPolicy", "PutBucketPublicAccessBlock",
      "PutBucketTagging", "PutBucketVersioning", "PutEncryptionConfiguration", "PutLifecycleConfiguration",
    ],
    on: ["s3:::{prefix}-*"],
  },
  {
    service: "secretsmanager",
    read: ["DescribeSecret", "GetResourcePolicy", "GetSecretValue"],
    write: [
      "CancelRotateSecret", "CreateSecret", "DeleteSecret", "PutSecretValue", "RemoveRegionsFromReplication",
      "ReplicateSecretToRegions", "RestoreSecret", "RotateSecret", "TagResource", "UntagResource", "UpdateSecret", "UpdateSecretVersionStage",
    ],
    on: ["secretsmanager:{region}:{account}:secret:{name}", "secretsmanager:{region}:{account}:secret:{name}/*"],
  },
  { service: "secretsmanager", read: ["GetRandomPassword"], on: "*" },
  { service: "kms", read: ["ListAliases"], write: ["CreateKey"], on: "*" },
  // A key has no name, and its tags count for permissions up to five minutes late: what is done to a new key can't wait.
  // A key that has an alias is not new, so nobody's key is tagged, and with that taken over, because it has no tags.
  // https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html,
  // https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
  {
    service: "kms",
    write: ["CreateAlias", "EnableKeyRotation", "TagResource"],
    on: ["kms:{region}:{account}:key/*"],
    tagged: "or-new",
    conditions: () => ({ Null: { "kms:ResourceAliases": "true" } }),
  },
  {
    service: "kms",
    read: ["DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListResourceTags"],
    on: ["kms:{region}:{account}:key/*"],
  },
  {
    service: "kms",
    write: ["CreateAlias", "DeleteAlias", "UpdateAlias"],
    on: ["kms:{region}:{account}:alias/{name}"],
  },
  {
    service: "kms",
    write: [
      "CancelKeyDeletion", "CreateAlias", "DeleteAlias", "DisableKeyRotation", "EnableKey", "EnableKeyRotation", "PutKeyPolicy",
      "ScheduleKeyDeletion", "TagResource", "UntagResource", "UpdateAlias", "UpdateKeyDescription",
    ],
    on: ["kms:{region}:{account}:key/*"],
    tagged: true,
  },
  {
    service: "kms",
    read: ["Decrypt"],
    write: ["CreateGrant", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "RetireGrant"],
    on: ["kms:{region}:{account}:key/*"],
    conditions: ({ regions }) => ({
      StringEquals: {
        "kms:ViaService": regions.flatMap((region) =>
          KEY_SERVICES.map((service) => `${service}.${region}.amazonaws.com`),
        ),
      },
    }),
  },
  {
    service: "backup",
    read: ["DescribeBackupVault", "GetBackupVaultAccessPolicy", "GetBackupVaultNotifications", "ListTags"],
    write: [
      "CreateBackupPlan", "CreateBackupVault", "DeleteBackupVault", "DeleteBackupVaultAccessPolicy",
      "DeleteBackupVaultNotifications", "ListRecoveryPointsByBackupVault", "PutBackupVaultAccessPolicy",
      "PutBackupVaultNotifications", "TagResource", "UntagResource",
    ],
    on: ["backup:{region}:{account}:backup-vault:{name}"],
  },
  // AWS names plans, and what they keep. A backup carries the tags of what it was made of; one of a database is a
  // snapshot, to IAM too: https://docs.aws.amazon.com/aws-backup/latest/devguide/access-control.html
  { service: "backup", read: ["GetBackupPlan", "GetBackupSelection", "ListTags"], on: PLANS },
  {
    service: "backup",
    write: [
      "CreateBackupPlan", "CreateBackupSelection", "DeleteBackupPlan", "DeleteBackupSelection", "DeleteRecoveryPoint",
      "TagResource", "UntagResource", "UpdateBackupPlan",
    ],
    on: [...PLANS, ...["cluster-snapshot", "snapshot"].map((type) => `rds:{region}:{account}:${type}:awsbackup:*`)],
    tagged: "or-new",
  },
  { service: "backup-storage", write: ["MountCapsule"], on: "*" },
]; // prettier-ignore
