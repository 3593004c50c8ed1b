/**
 * Types that no rule looks at, because nothing about them can be wrong for security, with the reason. Every other
 * type that a stack makes has to have a rule.
 */
export const REVIEWED_TYPES: Readonly<Record<string, string>> = {
  aws_acm_certificate_validation: "Waits for a certificate, and is nothing in AWS.",
  aws_appautoscaling_policy: "Numbers of tasks and readers.",
  aws_appautoscaling_scheduled_action: "Numbers of tasks.",
  aws_appautoscaling_target: "Numbers of tasks and readers.",
  aws_backup_selection: "What is backed up is a matter of the database (database-backup-plan).",
  aws_ce_anomaly_monitor: "It watches costs.",
  aws_ce_anomaly_subscription: "Who may be told is a matter of the topic's policy.",
  aws_cloudwatch_dashboard: "It shows metrics to whoever may read them anyway.",
  aws_cloudwatch_event_target: "Who may be called is a matter of the target's policy or permission.",
  aws_cloudwatch_log_stream: "What protects it is a matter of its log group.",
  aws_cloudwatch_log_subscription_filter: "Who may be called is a matter of the function's permission.",
  aws_cloudwatch_query_definition: "A saved search, for whoever may read the logs anyway.",
  aws_codebuild_report_group: "Results of tests; it exports nothing.",
  aws_codestarconnections_connection: "It holds no token; who may use it is a matter of their own policies.",
  aws_db_proxy_default_target_group: "Sizes of a connection pool.",
  aws_db_proxy_endpoint: "A second address of a proxy, with the proxy's TLS.",
  aws_db_proxy_target: "Ties a proxy to its database.",
  aws_db_subnet_group: "The subnets themselves are checked.",
  aws_default_security_group: "That it is empty is a matter of the VPC (default-security-group).",
  aws_ecr_lifecycle_policy: "That there is one is a matter of the repository (repository-lifecycle).",
  aws_ecr_replication_configuration:
    "Copies within the account; the copies are repositories with their own rules.",
  aws_ecs_cluster_capacity_providers: "Prices of capacity.",
  aws_eip: "Addresses of NAT gateways, which let nothing in.",
  aws_elasticache_parameter_group: "TLS and encryption are settings of the replication group.",
  aws_elasticache_subnet_group: "The subnets themselves are checked.",
  aws_iam_service_linked_role: "AWS decides who assumes it and what it may do.",
  aws_internet_gateway: "What it lets in is a matter of security groups and network ACLs.",
  aws_kms_alias: "A name for a key.",
  aws_lambda_invocation: "One call of a function, whose rules are the function's; its result is nothing.",
  aws_lambda_function_event_invoke_config:
    "How often a failed event is tried again; where it goes then is a matter of the function.",
  aws_lb_listener_rule: "What is answered at all is a matter of the listener.",
  aws_nat_gateway: "It lets nothing in.",
  aws_route: "What is let through is a matter of security groups and network ACLs.",
  aws_route53_query_log: "That there is one is a matter of the zone (zone-query-log).",
  aws_rds_global_cluster: "Ties clusters together; what they are is a matter of each (database-…).",
  aws_route_table: "What is let through is a matter of security groups and network ACLs.",
  aws_route_table_association: "Ties a route table to a subnet.",
  aws_s3_bucket_logging: "That there is one is a matter of the bucket (bucket-access-logging).",
  aws_s3_bucket_ownership_controls: "What they say is a matter of the bucket (bucket-no-acls).",
  aws_s3_bucket_public_access_block: "What it says is a matter of the bucket (bucket-public-access-block).",
  aws_s3_bucket_versioning: "What it says is a matter of the bucket (bucket-versioning).",
  aws_scheduler_schedule_group: "A name for schedules.",
  aws_secretsmanager_secret_version:
    "That it holds no value is checked for every type (secret-in-configuration).",
  aws_securityhub_account:
    "Switches the service on; which standards count is a matter of their subscriptions.",
  aws_securityhub_finding_aggregator: "Collects findings of all regions in one.",
  aws_wafv2_web_acl_association:
    "That there is one is a matter of the load balancer (load-balancer-firewall).",
};
