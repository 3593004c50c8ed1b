import type { RuleId } from "../rules";
import { companion, type Examples, flag, type Fragment, key, KEY, of } from "./example";

const BUCKET = "aws_s3_bucket";
const BLOCK = {
  block_public_acls: true,
  block_public_policy: true,
  ignore_public_acls: true,
  restrict_public_buckets: true,
};
const broken = Object.keys(BLOCK).map((name) => ({ [name]: false }));
const sse = (sse_algorithm: string | undefined, kms_master_key_id?: string) => ({
  rule: [{ apply_server_side_encryption_by_default: { sse_algorithm, kms_master_key_id } }],
});

const deny = (service: string, resources: unknown, condition: object, effect = "Deny") =>
  JSON.stringify({
    Statement: [
      { Effect: effect, Principal: "*", Action: `${service}:*`, Resource: resources, Condition: condition },
    ],
  });
const PLAIN = { Bool: { "aws:SecureTransport": "false" } };
const OLD = { NumericLessThan: { "s3:TlsVersion": "1.2" } };
const both = ["${aws_s3_bucket.it.arn}", "${aws_s3_bucket.it.arn}/*"];
const bucketPolicy = (policy: string): Fragment => ({
  aws_s3_bucket: { it: {} },
  aws_s3_bucket_policy: { it: { bucket: "${aws_s3_bucket.it.id}", policy } },
});
const bucketDenies = (condition: object, weaker: object): Examples => ({
  passes: [bucketPolicy(deny("s3", both, condition))],
  fails: [
    { aws_s3_bucket: { it: {} } },
    bucketPolicy(deny("s3", both, condition, "Allow")),
    bucketPolicy(deny("s3", both[0], condition)),
    bucketPolicy(deny("s3", both[1], condition)),
    bucketPolicy(deny("s3", both, weaker)),
    bucketPolicy(deny("s3", both, { ...condition, StringEquals: { "aws:PrincipalAccount": "1" } })),
  ],
});

const INSTANCE = "aws_db_instance";
const parameters = (family: string, ...all: readonly [string, string][]) => ({
  family,
  parameter: all.map(([name, value]) => ({ name, value })),
});
const GROUP = "aws_db_parameter_group";

export const dataExamples = {
  "bucket-encryption": companion(
    BUCKET,
    "aws_s3_bucket_server_side_encryption_configuration",
    "bucket",
    sse("AES256"),
    [sse(undefined), { rule: [] }],
  ),
  "bucket-customer-key": of("aws_s3_bucket_server_side_encryption_configuration", sse("aws:kms", KEY), [
    sse("AES256"),
    sse("aws:kms"),
    sse("aws:kms", "alias/aws/s3"),
  ]),
  "bucket-versioning": companion(
    BUCKET,
    "aws_s3_bucket_versioning",
    "bucket",
    { versioning_configuration: { status: "Enabled" } },
    [{ versioning_configuration: { status: "Suspended" } }],
  ),
  "bucket-public-access-block": companion(
    BUCKET,
    "aws_s3_bucket_public_access_block",
    "bucket",
    BLOCK,
    broken,
  ),
  "account-public-access-block": of("aws_s3_account_public_access_block", BLOCK, broken),
  "bucket-no-acls": companion(
    BUCKET,
    "aws_s3_bucket_ownership_controls",
    "bucket",
    { rule: { object_ownership: "BucketOwnerEnforced" } },
    [{ rule: { object_ownership: "ObjectWriter" } }],
  ),
  "bucket-lifecycle": companion(BUCKET, "aws_s3_bucket_lifecycle_configuration", "bucket"),
  "bucket-incomplete-uploads": of(
    "aws_s3_bucket_lifecycle_configuration",
    { rule: [{ id: "one", abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }] }] },
    [{ rule: [{ id: "one" }] }],
  ),
  "bucket-access-logging": companion(BUCKET, "aws_s3_bucket_logging", "bucket"),
  "bucket-tls": bucketDenies(PLAIN, { Bool: { "aws:SecureTransport": "true" } }),
  "bucket-tls-version": bucketDenies(OLD, { NumericLessThan: { "s3:TlsVersion": "1.1" } }),
  "queue-tls": of("aws_sqs_queue", { policy: deny("sqs", "arn", PLAIN) }, [
    { policy: undefined },
    { policy: deny("sqs", "arn", PLAIN, "Allow") },
  ]),
  "topic-tls": companion(
    "aws_sns_topic",
    "aws_sns_topic_policy",
    "arn",
    { policy: deny("sns", "arn", PLAIN) },
    [{ policy: deny("sns", "arn", PLAIN, "Allow") }],
  ),
  "subscription-tls": of("aws_sns_topic_subscription", { protocol: "https" }, [{ protocol: "http" }]),
  "queue-customer-key": key("aws_sqs_queue", "kms_master_key_id"),
  "topic-customer-key": key("aws_sns_topic", "kms_master_key_id"),
  "delivery-stream-customer-key": of(
    "aws_kinesis_firehose_delivery_stream",
    { server_side_encryption: { enabled: true, key_type: "CUSTOMER_MANAGED_CMK", key_arn: KEY } },
    [{ server_side_encryption: { enabled: true } }, { server_side_encryption: undefined }],
  ),
  "key-rotation": flag("aws_kms_key", "enable_key_rotation"),
  "key-enabled": of("aws_kms_key", {}, [{ is_enabled: false }]),
  "key-policy": of("aws_kms_key", { policy: "{}" }, [
    { policy: undefined },
    { bypass_policy_lockout_safety_check: true },
  ]),
  "key-deletion-window": of("aws_kms_key", { deletion_window_in_days: 30 }, [
    { deletion_window_in_days: 7 },
    { deletion_window_in_days: undefined },
  ]),
  "ebs-encryption-by-default": of("aws_ebs_encryption_by_default", {}, [{ enabled: false }]),
  "secret-customer-key": key("aws_secretsmanager_secret", "kms_key_id"),
  "secret-rotation": companion(
    "aws_secretsmanager_secret",
    "aws_secretsmanager_secret_rotation",
    "secret_id",
  ),
  "secret-rotation-period": of(
    "aws_secretsmanager_secret_rotation",
    { rotation_rules: { automatically_after_days: 30 } },
    [{ rotation_rules: { automatically_after_days: 91 } }, { rotation_rules: undefined }],
  ),
  "secret-in-configuration": of(
    "aws_secretsmanager_secret_version",
    { secret_string_wo: "${ephemeral.a.b.c}" },
    [
      { secret_string: "hunter2" },
      { secret_string: "${random_password.it.result}" },
      { description: "AKIAIOSFODNN7EXAMPLE" },
      { nested: [{ key: "-----BEGIN RSA PRIVATE KEY-----" }] },
    ],
  ),
  "secret-parameter": {
    passes: [
      ...of("aws_ssm_parameter", { name: "/app/token", type: "SecureString", key_id: KEY }, []).passes,
      ...of("aws_ssm_parameter", { name: "/app/level", type: "String", value: "info" }, []).passes,
    ],
    fails: of("aws_ssm_parameter", { name: "/app/api-key", type: "String", value: "x" }, [
      {},
      { type: "SecureString" },
    ]).fails,
  },
  "database-encryption": of(INSTANCE, { storage_encrypted: true, kms_key_id: KEY }, [
    { storage_encrypted: false },
    { storage_encrypted: undefined },
    { kms_key_id: undefined },
  ]),
  "database-private": of(INSTANCE, { publicly_accessible: false }, [
    { publicly_accessible: true },
    { publicly_accessible: undefined },
  ]),
  "database-network": of(
    "aws_rds_cluster",
    { db_subnet_group_name: "one", vpc_security_group_ids: ["sg-1"] },
    [{ db_subnet_group_name: undefined }, { vpc_security_group_ids: [] }],
  ),
  "database-deletion-protection": flag("aws_rds_cluster", "deletion_protection"),
  "database-final-snapshot": of(INSTANCE, { skip_final_snapshot: false, final_snapshot_identifier: "last" }, [
    { skip_final_snapshot: true },
    { final_snapshot_identifier: undefined },
  ]),
  "database-backups": of(INSTANCE, { backup_retention_period: 7 }, [
    { backup_retention_period: 6 },
    { backup_retention_period: undefined },
  ]),
  "database-backup-plan": {
    passes: [
      {
        aws_db_instance: { it: {} },
        aws_backup_selection: { it: { resources: ["${aws_db_instance.it.arn}"] } },
      },
    ],
    fails: [
      { aws_db_instance: { it: {} } },
      {
        aws_rds_cluster: { it: {} },
        aws_backup_selection: { it: { resources: ["${aws_db_instance.it.arn}"] } },
      },
    ],
  },
  "database-zones": {
    passes: [
      { aws_db_instance: { it: { multi_az: true } } },
      {
        aws_rds_cluster: { it: {} },
        aws_rds_cluster_instance: {
          a: { cluster_identifier: "${aws_rds_cluster.it.cluster_identifier}" },
          b: { cluster_identifier: "${aws_rds_cluster.it.cluster_identifier}" },
        },
      },
    ],
    fails: [
      { aws_db_instance: { it: { multi_az: false } } },
      {
        aws_rds_cluster: { it: {} },
        aws_rds_cluster_instance: { a: { cluster_identifier: "${aws_rds_cluster.it.cluster_identifier}" } },
      },
    ],
  },
  "database-iam-authentication": flag(INSTANCE, "iam_database_authentication_enabled"),
  "database-password": of(
    INSTANCE,
    { manage_master_user_password: true, master_user_secret_kms_key_id: KEY },
    [{ manage_master_user_password: undefined }, { master_user_secret_kms_key_id: undefined }],
  ),
  "database-user-name": of(INSTANCE, { username: "app" }, [{ username: "Admin" }, { username: undefined }]),
  "database-port": of(INSTANCE, { port: 6000 }, [{ port: 5432 }, { port: 3306 }, { port: undefined }]),
  "database-logs": of(INSTANCE, { engine: "postgres", enabled_cloudwatch_logs_exports: ["postgresql"] }, [
    { enabled_cloudwatch_logs_exports: undefined },
    { engine: "mysql" },
    { engine: "aurora-mysql", enabled_cloudwatch_logs_exports: ["error"] },
  ]),
  "database-upgrades": flag("aws_rds_cluster_instance", "auto_minor_version_upgrade"),
  "database-snapshot-tags": flag("aws_rds_cluster", "copy_tags_to_snapshot"),
  "database-monitoring": of(INSTANCE, { monitoring_interval: 60, monitoring_role_arn: "arn" }, [
    { monitoring_interval: 0 },
    { monitoring_role_arn: undefined },
  ]),
  "database-performance-insights": of(
    INSTANCE,
    { performance_insights_enabled: true, performance_insights_kms_key_id: KEY },
    [{ performance_insights_enabled: false }, { performance_insights_kms_key_id: undefined }],
  ),
  "database-tls": {
    passes: [
      { [GROUP]: { it: parameters("postgres17", ["rds.force_ssl", "1"]) } },
      { [GROUP]: { it: parameters("aurora-mysql8.0", ["require_secure_transport", "ON"]) } },
    ],
    fails: [
      { [GROUP]: { it: parameters("postgres17", ["rds.force_ssl", "0"]) } },
      { [GROUP]: { it: parameters("mysql8.4") } },
    ],
  },
  "database-query-log": {
    passes: [
      {
        [GROUP]: {
          it: parameters("postgres17", ["log_statement", "ddl"], ["log_min_duration_statement", "1000"]),
          other: parameters("mysql8.4"),
        },
      },
    ],
    fails: [
      { [GROUP]: { it: parameters("postgres17", ["log_statement", "ddl"]) } },
      {
        [GROUP]: {
          it: parameters("postgres17", ["log_statement", "none"], ["log_min_duration_statement", "1"]),
        },
      },
    ],
  },
  "proxy-tls": of("aws_db_proxy", { require_tls: true }, [
    { require_tls: undefined },
    { debug_logging: true },
  ]),
  "cache-encryption": of(
    "aws_elasticache_replication_group",
    { at_rest_encryption_enabled: "true", kms_key_id: KEY },
    [{ at_rest_encryption_enabled: "false" }, { kms_key_id: undefined }],
  ),
  "cache-tls": of(
    "aws_elasticache_replication_group",
    { transit_encryption_enabled: true, transit_encryption_mode: "required" },
    [{ transit_encryption_enabled: false }, { transit_encryption_mode: "preferred" }],
  ),
  "cache-authentication": of("aws_elasticache_replication_group", { user_group_ids: ["one"] }, [
    { user_group_ids: undefined },
    { user_group_ids: [] },
  ]),
  "cache-failover": of(
    "aws_elasticache_replication_group",
    { automatic_failover_enabled: true, multi_az_enabled: true },
    [{ automatic_failover_enabled: false }, { multi_az_enabled: undefined }],
  ),
  "cache-backups": of("aws_elasticache_replication_group", { snapshot_retention_limit: 1 }, [
    { snapshot_retention_limit: 0 },
    { snapshot_retention_limit: undefined },
  ]),
  "cache-upgrades": flag("aws_elasticache_replication_group", "auto_minor_version_upgrade"),
  "cache-network": of(
    "aws_elasticache_replication_group",
    { subnet_group_name: "private", security_group_ids: ["sg-1"] },
    [{ subnet_group_name: "default" }, { subnet_group_name: undefined }, { security_group_ids: [] }],
  ),
  "cache-logs": of("aws_elasticache_replication_group", { log_delivery_configuration: [{}] }, [
    { log_delivery_configuration: undefined },
  ]),
  "cache-replication-group": of("aws_elasticache_cluster", { replication_group_id: "one" }, [
    { replication_group_id: undefined },
  ]),
  "table-customer-key": of(
    "aws_dynamodb_table",
    { server_side_encryption: { enabled: true, kms_key_arn: KEY } },
    [{ server_side_encryption: { enabled: true } }, { server_side_encryption: undefined }],
  ),
  "table-recovery": of("aws_dynamodb_table", { point_in_time_recovery: { enabled: true } }, [
    { point_in_time_recovery: { enabled: false } },
    { point_in_time_recovery: undefined },
  ]),
  "table-deletion-protection": flag("aws_dynamodb_table", "deletion_protection_enabled"),
  "table-scaling": of("aws_dynamodb_table", { billing_mode: "PAY_PER_REQUEST" }, [
    { billing_mode: "PROVISIONED" },
  ]),
  "vault-customer-key": key("aws_backup_vault", "kms_key_arn"),
  "vault-deletion": of("aws_backup_vault", { force_destroy: false }, [{ force_destroy: true }]),
  "backup-plan-retention": of(
    "aws_backup_plan",
    { rule: [{ rule_name: "daily", lifecycle: { delete_after: 35 } }] },
    [{ rule: [{ rule_name: "daily" }] }],
  ),
  "backup-plan-used": companion("aws_backup_plan", "aws_backup_selection", "plan_id"),
} satisfies Partial<Record<RuleId, Examples>>;
