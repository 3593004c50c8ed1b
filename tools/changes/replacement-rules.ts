type Json = Readonly<Record<string, unknown>>;

/** Version of the AWS provider whose rules these are. */
export const PROVIDER_VERSION = "5.100.0";

/**
 * Attributes that the provider can't change in place, of what these stacks hold: `ForceNew` or `RequiresReplace` in its
 * schema. Plans of that version agree with them on 570 changed resources: each with a state that its former configuration
 * gives, and nothing asked of AWS (`terraform plan -refresh=false`).
 * https://github.com/hashicorp/terraform-provider-aws/tree/v5.100.0/internal/service
 */
const REPLACING: Readonly<Record<string, string>> = {
  aws_accessanalyzer_analyzer: "analyzer_name configuration.unused_access.unused_access_age type",
  aws_acm_certificate: "domain_name subject_alternative_names validation_method",
  aws_acm_certificate_validation: "certificate_arn validation_record_fqdns",
  aws_appautoscaling_policy: "name resource_id scalable_dimension service_namespace",
  aws_appautoscaling_scheduled_action: "name resource_id scalable_dimension service_namespace",
  aws_appautoscaling_target: "resource_id scalable_dimension service_namespace",
  aws_backup_plan: "name",
  aws_backup_selection: "condition iam_role_arn name not_resources plan_id resources selection_tag",
  aws_backup_vault: "kms_key_arn name",
  aws_budgets_budget: "name",
  aws_ce_anomaly_monitor: "monitor_specification monitor_type",
  aws_ce_anomaly_subscription: "name",
  aws_cloudtrail: "name",
  aws_cloudwatch_composite_alarm: "alarm_name",
  aws_cloudwatch_dashboard: "dashboard_name",
  aws_cloudwatch_event_rule: "event_bus_name name name_prefix",
  aws_cloudwatch_event_target: "event_bus_name rule target_id",
  aws_cloudwatch_log_group: "log_group_class name name_prefix",
  aws_cloudwatch_log_resource_policy: "policy_name",
  aws_cloudwatch_log_stream: "log_group_name name",
  aws_cloudwatch_log_subscription_filter: "destination_arn log_group_name name",
  aws_cloudwatch_metric_alarm: "alarm_name",
  aws_codebuild_project: "name",
  aws_codebuild_report_group: "name",
  aws_codepipeline: "name",
  aws_db_instance:
    "availability_zone character_set_name db_name engine identifier_prefix kms_key_id snapshot_identifier storage_encrypted username",
  aws_db_parameter_group: "description family name name_prefix",
  aws_db_proxy: "engine_family vpc_subnet_ids",
  aws_db_proxy_default_target_group: "db_proxy_name",
  aws_db_proxy_target: "db_cluster_identifier db_instance_identifier db_proxy_name target_group_name",
  aws_db_subnet_group: "name name_prefix",
  aws_default_network_acl: "default_network_acl_id",
  aws_default_security_group: "vpc_id",
  aws_dynamodb_table: "hash_key name range_key",
  aws_ebs_default_kms_key: "key_arn",
  aws_ecr_lifecycle_policy: "policy repository",
  aws_ecr_repository: "encryption_configuration name",
  aws_ecs_cluster: "name",
  aws_ecs_cluster_capacity_providers: "cluster_name",
  aws_ecs_service: "cluster iam_role launch_type name scheduling_strategy",
  aws_ecs_task_definition:
    "container_definitions cpu ephemeral_storage execution_role_arn family memory network_mode requires_compatibilities runtime_platform task_role_arn volume",
  aws_eip: "address domain network_border_group public_ipv4_pool",
  aws_elasticache_parameter_group: "family name",
  aws_elasticache_replication_group:
    "at_rest_encryption_enabled data_tiering_enabled kms_key_id network_type port replication_group_id snapshot_arns snapshot_name subnet_group_name",
  aws_elasticache_subnet_group: "name",
  aws_flow_log:
    "eni_id iam_role_arn log_destination log_destination_type log_format max_aggregation_interval subnet_id traffic_type vpc_id",
  aws_guardduty_detector_feature: "detector_id",
  aws_iam_policy: "description name name_prefix path",
  aws_iam_role: "name name_prefix path",
  aws_iam_role_policy: "name name_prefix role",
  aws_iam_role_policy_attachment: "policy_arn role",
  aws_kinesis_firehose_delivery_stream: "destination name opensearch_configuration.vpc_config",
  aws_kms_alias: "name name_prefix",
  aws_kms_key: "custom_key_store_id customer_master_key_spec key_usage multi_region",
  aws_lambda_function: "function_name package_type",
  aws_lambda_function_event_invoke_config: "function_name",
  aws_lambda_invocation: "function_name input qualifier",
  aws_lambda_permission: "action function_name principal source_account source_arn statement_id",
  aws_lb: "internal load_balancer_type name name_prefix",
  aws_lb_listener: "load_balancer_arn",
  aws_lb_listener_rule: "listener_arn",
  aws_lb_target_group: "ip_address_type name name_prefix port protocol protocol_version target_type vpc_id",
  aws_nat_gateway: "allocation_id connectivity_type subnet_id",
  aws_network_acl: "vpc_id",
  aws_opensearch_domain: "domain_name encrypt_at_rest.kms_key_id ip_address_type",
  aws_rds_cluster:
    "cluster_identifier cluster_identifier_prefix database_name db_subnet_group_name engine engine_mode kms_key_id master_username snapshot_identifier source_region storage_encrypted",
  aws_rds_cluster_instance: "availability_zone cluster_identifier db_subnet_group_name engine identifier",
  aws_rds_cluster_parameter_group: "description family name name_prefix",
  aws_rds_global_cluster:
    "database_name global_cluster_identifier source_db_cluster_identifier storage_encrypted",
  aws_route: "destination_cidr_block destination_ipv6_cidr_block route_table_id",
  aws_route53_health_check: "measure_latency reference_name request_interval type",
  aws_route53_query_log: "cloudwatch_log_group_arn zone_id",
  aws_route53_record: "name set_identifier type zone_id",
  aws_route53_zone: "delegation_set_id name",
  aws_route_table: "vpc_id",
  aws_route_table_association: "gateway_id subnet_id",
  aws_s3_bucket: "bucket bucket_prefix object_lock_enabled",
  aws_s3_bucket_lifecycle_configuration: "bucket",
  aws_s3_bucket_logging: "bucket",
  aws_s3_bucket_ownership_controls: "bucket",
  aws_s3_bucket_policy: "bucket",
  aws_s3_bucket_public_access_block: "bucket",
  aws_s3_bucket_server_side_encryption_configuration: "bucket",
  aws_s3_bucket_versioning: "bucket",
  aws_scheduler_schedule: "group_name name name_prefix",
  aws_scheduler_schedule_group: "name name_prefix",
  aws_secretsmanager_secret: "name name_prefix",
  aws_secretsmanager_secret_rotation: "secret_id",
  aws_secretsmanager_secret_version: "secret_id",
  aws_security_group: "description name name_prefix vpc_id",
  aws_sns_topic: "fifo_topic name name_prefix",
  aws_sns_topic_policy: "arn",
  aws_sns_topic_subscription: "endpoint protocol topic_arn",
  aws_sqs_queue: "fifo_queue name name_prefix",
  aws_subnet: "availability_zone availability_zone_id cidr_block vpc_id",
  aws_synthetics_canary: "name",
  aws_vpc: "cidr_block",
  aws_vpc_endpoint: "service_name service_region vpc_endpoint_type vpc_id",
  aws_vpc_security_group_egress_rule: "security_group_id",
  aws_vpc_security_group_ingress_rule: "security_group_id",
  aws_wafv2_web_acl: "name name_prefix scope",
  aws_wafv2_web_acl_association: "resource_arn web_acl_arn",
  aws_wafv2_web_acl_logging_configuration: "log_destination_configs resource_arn",
};

/** Versions that can be raised in place, and are made anew where they are lowered. */
const NEVER_LOWERED: Readonly<Record<string, string>> = {
  aws_elasticache_replication_group: "engine_version",
  aws_opensearch_domain: "engine_version",
};

/**
 * Which of the changed attributes force a replacement.
 *
 * @param changed paths of attributes, without the places of lists: `encrypt_at_rest.kms_key_id`
 */
export function replacingPaths(
  type: string,
  changed: readonly string[],
  before: Json,
  after: Json,
): string[] {
  const rules = (REPLACING[type] ?? "").split(" ");
  const lowered = NEVER_LOWERED[type];
  return changed.filter(
    (path) =>
      rules.some((rule) => path === rule || path.startsWith(`${rule}.`)) ||
      (path === lowered && isLower(after[path], before[path])),
  );
}

/** Whether a version comes before another: `7.0` before `7.1`. */
function isLower(one: unknown, other: unknown): boolean {
  const numbers = (version: unknown) => String(version).match(/\d+/g)?.map(Number) ?? [];
  const [a, b] = [numbers(one), numbers(other)];
  const at = a.findIndex((number, index) => number !== b[index]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}
