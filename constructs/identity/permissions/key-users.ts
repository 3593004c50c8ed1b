/**
 * Through which service a key is used in the name of whoever makes a resource with it, by Terraform's resource type:
 * the `kms:ViaService` of a deployment. Undefined where the service uses the key by the key's own policy, or only
 * later, with a role of its own. Each with the service's page about customer-managed keys.
 */
export const KEY_USERS: Readonly<Record<string, string | undefined>> = {
  // https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
  aws_backup_vault: "backup",
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html: the key's policy names the service.
  aws_cloudwatch_log_group: undefined,
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html
  aws_db_instance: "rds",
  aws_rds_cluster: "rds",
  aws_rds_cluster_instance: "rds",
  aws_db_instance_automated_backups_replication: "rds",
  // https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
  aws_ecr_repository: "ecr",
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html: the task's role decrypts.
  aws_ecs_cluster: undefined,
  // https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html
  aws_elasticache_replication_group: "elasticache",
  // https://docs.aws.amazon.com/firehose/latest/dev/encryption.html
  aws_kinesis_firehose_delivery_stream: "firehose",
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
  aws_lambda_function: "lambda",
  // https://docs.aws.amazon.com/opensearch-service/latest/developerguide/encryption-at-rest.html
  aws_opensearch_domain: "es",
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html: a bucket's default asks nothing of the key.
  aws_s3_bucket_server_side_encryption_configuration: undefined,
  // https://docs.aws.amazon.com/scheduler/latest/UserGuide/encryption-rest.html#customer-managed-key
  aws_scheduler_schedule: "scheduler",
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
  aws_secretsmanager_secret: "secretsmanager",
  // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
  aws_sns_topic: "sns",
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
  aws_sqs_queue: "sqs",
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_artifact_encryption.html: its role.
  aws_synthetics_canary: undefined,
};

/** Every service that uses a key for a deployment. */
export const KEY_SERVICES: readonly string[] = [
  ...new Set(Object.values(KEY_USERS).filter((service) => service !== undefined)),
].sort();
