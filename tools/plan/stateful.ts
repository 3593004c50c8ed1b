/**
 * Resource types that hold what a deployment can't make again, and what is lost with one. The only such list: the
 * plan guard, summaries and comments read it, and the next one.
 */
export const STATEFUL: Readonly<Record<string, string>> = {
  // Databases
  aws_db_instance: "the database and its automated backups",
  aws_rds_cluster: "the database and its automated backups",
  aws_rds_global_cluster: "the replication between the regions' databases",
  aws_db_snapshot: "a backup of the database",
  aws_db_cluster_snapshot: "a backup of the database",
  aws_dynamodb_table: "all items of the table",
  // Caches
  aws_elasticache_cluster: "everything in the cache, sessions too",
  aws_elasticache_replication_group: "everything in the cache, sessions too",
  aws_elasticache_serverless_cache: "everything in the cache, sessions too",
  // Files and images
  aws_s3_bucket: "all objects of the bucket, and perhaps its name",
  aws_efs_file_system: "all files",
  aws_ecr_repository: "all images, and with them the way back to an earlier version",
  aws_ebs_volume: "all data of the volume",
  // Backups
  aws_backup_vault: "all backups of the vault",
  // Keys and secrets
  aws_kms_key: "everything that was encrypted with the key, for ever",
  aws_kms_replica_key: "everything in this region that was encrypted with the key",
  aws_secretsmanager_secret: "the secret's value",
  aws_ssm_parameter: "the parameter's value",
  // Messages
  aws_sqs_queue: "all messages that wait in the queue",
  aws_sns_topic: "the confirmed subscriptions of the topic",
  aws_kinesis_stream: "all records of the stream",
  // Names
  aws_route53_zone: "all records, and the name servers that the domain is delegated to",
  // Logs and findings
  aws_cloudwatch_log_group: "all logs of the group",
  aws_opensearch_domain: "all indexed logs",
  aws_cloudtrail: "an unbroken record of who did what",
  aws_guardduty_detector: "all findings, and what was learned about normal behavior",
  // Sources and users
  aws_codecommit_repository: "the repository with its history",
  aws_cognito_user_pool: "all users with their passwords",
};

/** Resource types without which nobody is served, or connected, until there is another, and what stops with one. */
export const SERVING: Readonly<Record<string, string>> = {
  aws_cloudfront_distribution: "the distribution's answers, and its name",
  aws_db_proxy: "connections to the database through the proxy, and its name",
  aws_ecs_cluster: "every service of the cluster",
  aws_ecs_service: "every task of the service: nobody answers until there are others",
  aws_eip: "an address that others may have let in",
  aws_internet_gateway: "every way from and to the internet",
  aws_lb: "the load balancer's answers, and its name",
  aws_lb_listener: "the load balancer's answers on that port",
  aws_lb_target_group: "the way of requests to the tasks of the group",
  aws_nat_gateway: "the way out of the tasks behind it, and the address they come from",
  aws_subnet:
    "every connection of what is in the subnet; AWS refuses while anything is, so it has to leave every other stack first",
  aws_vpc: "the whole network; AWS refuses while anything is in it, so everything has to leave it first",
};

/** Of these, nothing stops where the next one is made, and in use, before the former one goes. */
export const MADE_FIRST: readonly string[] = ["aws_db_proxy", "aws_lb_target_group"];
