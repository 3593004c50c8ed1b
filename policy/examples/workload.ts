import type { Attributes } from "../resource";
import type { RuleId } from "../rules";
import { type Examples, flag, key, KEY, of, task } from "./example";

const TASK = "aws_ecs_task_definition";
const container = (good: Attributes, ...bad: readonly Attributes[]): Examples =>
  of(TASK, task(good), [
    ...bad.map((one) => task({ ...good, ...one })),
    { container_definitions: "${local.all}" },
  ]);
const drop = (capabilities: unknown) => ({ linuxParameters: { capabilities } });

const LAMBDA = "aws_lambda_function";
const TRAIL = "aws_cloudtrail";
const PASSWORD = "aws_iam_account_password_policy";
const DOMAIN = "aws_opensearch_domain";
const PROJECT = "aws_codebuild_project";

const kinds = {
  require_lowercase_characters: true,
  require_numbers: true,
  require_symbols: true,
  require_uppercase_characters: true,
};
const nodes = {
  instance_count: 3,
  zone_awareness_enabled: true,
  dedicated_master_enabled: true,
  dedicated_master_count: 3,
};
const tls = {
  domain_endpoint_options: { enforce_https: true, tls_security_policy: "Policy-Min-TLS-1-2-PFS-2023-10" },
  node_to_node_encryption: { enabled: true },
};
const variable = (name: string, value: string) => task({ environment: [{ name, value }] });

export const workloadExamples = {
  "container-user": container({ user: "1000:1000" }, { user: "0" }, { user: "root" }, { user: undefined }),
  "container-read-only": container({ readonlyRootFilesystem: true }, { readonlyRootFilesystem: undefined }),
  "container-privileged": container({ privileged: false }, { privileged: true }),
  "container-capabilities": container(
    drop({ drop: ["ALL"] }),
    drop({ drop: ["NET_RAW"] }),
    drop({ drop: ["ALL"], add: ["SYS_PTRACE"] }),
    drop(undefined),
  ),
  "container-logs": container(
    { logConfiguration: { logDriver: "awslogs" } },
    { logConfiguration: undefined },
  ),
  "container-image-tag": container(
    { image: "${aws_ecr_repository.it.repository_url}:0123456789abcdef" },
    { image: "${aws_ecr_repository.it.repository_url}" },
    { image: "nginx:latest" },
    { image: undefined },
  ),
  "container-plain-secret": {
    passes: [
      { [TASK]: { it: variable("DB_PASSWORD", "${aws_secretsmanager_secret.it.arn}") } },
      { [TASK]: { it: variable("SECRET_ARN", "arn:aws:secretsmanager:us-east-1:111111111111:secret:one") } },
      { [LAMBDA]: { it: { environment: { variables: { LOG_LEVEL: "info" } } } } },
      {
        [PROJECT]: {
          it: {
            environment: { environment_variable: [{ name: "TOKEN", value: "one", type: "SECRETS_MANAGER" }] },
          },
        },
      },
    ],
    fails: [
      { [TASK]: { it: variable("DB_PASSWORD", "hunter2") } },
      { [LAMBDA]: { it: { environment: { variables: { API_KEY: "abc" } } } } },
      {
        [PROJECT]: {
          it: { environment: { environment_variable: [{ name: "GITHUB_TOKEN", value: "abc" }] } },
        },
      },
    ],
  },
  "task-network-mode": of(TASK, { network_mode: "awsvpc" }, [
    { network_mode: "host" },
    { network_mode: undefined },
  ]),
  "task-process-namespace": of(TASK, {}, [{ pid_mode: "host" }, { ipc_mode: "host" }]),
  "task-roles": of(TASK, { task_role_arn: "a", execution_role_arn: "b" }, [
    { task_role_arn: undefined },
    { execution_role_arn: undefined },
    { execution_role_arn: "a" },
  ]),
  "task-volume-encryption": of(
    TASK,
    { volume: [{ name: "tmp" }, { efs_volume_configuration: { transit_encryption: "ENABLED" } }] },
    [{ volume: [{ efs_volume_configuration: { file_system_id: "fs-1" } }] }],
  ),
  "service-no-public-address": of("aws_ecs_service", { network_configuration: { assign_public_ip: false } }, [
    { network_configuration: { assign_public_ip: true } },
  ]),
  "service-platform-version": of("aws_ecs_service", { platform_version: "LATEST" }, [
    { platform_version: "1.3.0" },
  ]),
  "cluster-insights": of("aws_ecs_cluster", { setting: [{ name: "containerInsights", value: "enabled" }] }, [
    { setting: [{ name: "containerInsights", value: "disabled" }] },
    { setting: undefined },
  ]),
  "cluster-exec-audit": of(
    "aws_ecs_cluster",
    {
      configuration: {
        execute_command_configuration: {
          kms_key_id: KEY,
          logging: "OVERRIDE",
          log_configuration: { cloud_watch_encryption_enabled: true },
        },
      },
    },
    [
      { configuration: undefined },
      { configuration: { execute_command_configuration: { kms_key_id: KEY, logging: "NONE" } } },
    ],
  ),
  "repository-immutable": of("aws_ecr_repository", { image_tag_mutability: "IMMUTABLE" }, [
    { image_tag_mutability: "MUTABLE" },
    { image_tag_mutability: undefined },
  ]),
  "repository-scan": of("aws_ecr_repository", { image_scanning_configuration: { scan_on_push: true } }, [
    { image_scanning_configuration: { scan_on_push: false } },
    { image_scanning_configuration: undefined },
  ]),
  "repository-customer-key": of(
    "aws_ecr_repository",
    { encryption_configuration: [{ encryption_type: "KMS", kms_key: KEY }] },
    [{ encryption_configuration: undefined }, { encryption_configuration: [{ encryption_type: "AES256" }] }],
  ),
  "repository-lifecycle": {
    passes: [
      {
        aws_ecr_repository: { it: {} },
        aws_ecr_lifecycle_policy: { it: { repository: "${aws_ecr_repository.it.name}" } },
      },
    ],
    fails: [{ aws_ecr_repository: { it: {} }, aws_ecr_lifecycle_policy: { it: { repository: "another" } } }],
  },
  "function-runtime": of(LAMBDA, { runtime: "nodejs22.x" }, [
    { runtime: "nodejs16.x" },
    { runtime: undefined },
  ]),
  "function-variables-key": key(LAMBDA, "kms_key_arn", { environment: { variables: { A: "b" } } }),
  "function-tracing": of(LAMBDA, { tracing_config: { mode: "Active" } }, [
    { tracing_config: undefined },
    { tracing_config: { mode: "PassThrough" } },
  ]),
  "function-dead-letters": of(LAMBDA, { dead_letter_config: { target_arn: "arn" } }, [
    { dead_letter_config: undefined },
  ]),
  "function-concurrency": of(LAMBDA, { reserved_concurrent_executions: 1 }, [
    { reserved_concurrent_executions: undefined },
  ]),
  "function-network": of(LAMBDA, { vpc_config: { subnet_ids: ["a"], security_group_ids: ["b"] } }, [
    { vpc_config: undefined },
    { vpc_config: { subnet_ids: ["a"] } },
  ]),
  "function-code-signing": of(LAMBDA, { code_signing_config_arn: "arn" }, [
    { code_signing_config_arn: undefined },
  ]),
  "function-permission-source": of(
    "aws_lambda_permission",
    { principal: "events.amazonaws.com", source_arn: "arn" },
    [{ source_arn: undefined }, { principal: "*" }],
  ),
  "function-url": of("aws_lambda_function_url", { authorization_type: "AWS_IAM" }, [
    { authorization_type: "NONE" },
  ]),
  "alarm-actions": {
    passes: [
      { aws_cloudwatch_metric_alarm: { it: { alarm_actions: ["arn"] } } },
      {
        aws_cloudwatch_metric_alarm: { it: {} },
        aws_cloudwatch_composite_alarm: {
          all: {
            alarm_rule: 'ALARM("${aws_cloudwatch_metric_alarm.it.alarm_name}")',
            alarm_actions: ["arn"],
          },
        },
      },
      {
        aws_cloudwatch_metric_alarm: { it: { alarm_name: "one" } },
        aws_ecs_service: { it: { alarms: { alarm_names: ["one"] } } },
      },
    ],
    fails: [
      { aws_cloudwatch_metric_alarm: { it: {} } },
      { aws_cloudwatch_metric_alarm: { it: { alarm_actions: ["arn"], actions_enabled: false } } },
      { aws_cloudwatch_composite_alarm: { it: { alarm_actions: [] } } },
      {
        aws_cloudwatch_metric_alarm: { it: { alarm_name: "one" } },
        aws_cloudwatch_composite_alarm: { all: { alarm_rule: 'ALARM("one-more")', alarm_actions: ["arn"] } },
      },
    ],
  },
  "event-rule-on": of("aws_cloudwatch_event_rule", { event_pattern: '{"source":["aws.ecs"]}' }, [
    { state: "DISABLED" },
    { event_pattern: undefined },
    { event_pattern: '{"account":["111111111111"]}' },
  ]),
  "schedule-customer-key": key("aws_scheduler_schedule", "kms_key_arn"),
  "search-encryption": of(DOMAIN, { encrypt_at_rest: { enabled: true, kms_key_id: KEY } }, [
    { encrypt_at_rest: undefined },
    { encrypt_at_rest: { enabled: true } },
  ]),
  "search-private": of(DOMAIN, { vpc_options: { subnet_ids: ["a"], security_group_ids: ["b"] } }, [
    { vpc_options: undefined },
    { vpc_options: { subnet_ids: ["a"] } },
  ]),
  "search-tls": of(DOMAIN, tls, [
    { node_to_node_encryption: undefined },
    { domain_endpoint_options: { enforce_https: true, tls_security_policy: "Policy-Min-TLS-1-0-2019-07" } },
    { domain_endpoint_options: { ...tls.domain_endpoint_options, enforce_https: false } },
  ]),
  "search-access-control": of(DOMAIN, { advanced_security_options: { enabled: true } }, [
    { advanced_security_options: undefined },
  ]),
  "search-logs": of(
    DOMAIN,
    { log_publishing_options: [{ log_type: "ES_APPLICATION_LOGS" }, { log_type: "AUDIT_LOGS" }] },
    [
      { log_publishing_options: undefined },
      {
        log_publishing_options: [
          { log_type: "ES_APPLICATION_LOGS" },
          { log_type: "AUDIT_LOGS", enabled: false },
        ],
      },
    ],
  ),
  "search-nodes": of(DOMAIN, { cluster_config: nodes }, [
    { cluster_config: { ...nodes, instance_count: 2 } },
    { cluster_config: { ...nodes, zone_awareness_enabled: false } },
    { cluster_config: { ...nodes, dedicated_master_count: 1 } },
    { cluster_config: undefined },
  ]),
  "search-updates": of(DOMAIN, { software_update_options: { auto_software_update_enabled: true } }, [
    { software_update_options: undefined },
  ]),
  "budget-notification": of(
    "aws_budgets_budget",
    { notification: [{ subscriber_email_addresses: ["a@example.com"] }] },
    [{ notification: undefined }, { notification: [{ subscriber_sns_topic_arns: [] }] }],
  ),
  "trail-all-regions": of(TRAIL, { is_multi_region_trail: true }, [
    { is_multi_region_trail: undefined },
    { include_global_service_events: false },
  ]),
  "trail-on": of(TRAIL, {}, [{ enable_logging: false }]),
  "trail-validation": flag(TRAIL, "enable_log_file_validation"),
  "trail-customer-key": key(TRAIL, "kms_key_id"),
  "trail-log-group": of(TRAIL, { cloud_watch_logs_group_arn: "a", cloud_watch_logs_role_arn: "b" }, [
    { cloud_watch_logs_group_arn: undefined },
    { cloud_watch_logs_role_arn: undefined },
  ]),
  "trail-notices": of(TRAIL, { sns_topic_name: "one" }, [{ sns_topic_name: undefined }]),
  "guardduty-on": of("aws_guardduty_detector", { enable: true }, [{ enable: false }]),
  "guardduty-feature": of("aws_guardduty_detector_feature", { status: "ENABLED" }, [{ status: "DISABLED" }]),
  "security-hub-standard": of(
    "aws_securityhub_standards_subscription",
    { standards_arn: "arn:aws:securityhub:us-east-1::standards/cis-aws-foundations-benchmark/v/3.0.0" },
    [{ standards_arn: "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0" }],
  ),
  "access-analyzer": of("aws_accessanalyzer_analyzer", { type: "ACCOUNT" }, [{ type: "${var.type}" }]),
  "password-length": of(PASSWORD, { minimum_password_length: 14, ...kinds }, [
    { minimum_password_length: 8 },
    ...Object.keys(kinds).map((name) => ({ [name]: false })),
  ]),
  "password-reuse": of(
    PASSWORD,
    { password_reuse_prevention: 24, max_password_age: 90, allow_users_to_change_password: true },
    [
      { password_reuse_prevention: 5 },
      { max_password_age: 365 },
      { max_password_age: 0 },
      { allow_users_to_change_password: false },
    ],
  ),
  "ebs-default-key": key("aws_ebs_default_kms_key", "key_arn"),
  "ebs-snapshot-sharing": of("aws_ebs_snapshot_block_public_access", { state: "block-all-sharing" }, [
    { state: "block-new-sharing" },
    { state: "unblocked" },
  ]),
  "instance-metadata": of(
    "aws_ec2_instance_metadata_defaults",
    { http_tokens: "required", http_put_response_hop_limit: 1 },
    [{ http_tokens: "optional" }, { http_put_response_hop_limit: 64 }],
  ),
  "health-check-tls": of("aws_route53_health_check", { type: "HTTPS" }, [{ type: "HTTP" }, { type: "TCP" }]),
  "build-customer-key": key(PROJECT, "encryption_key"),
  "build-privileged": of(PROJECT, { environment: { privileged_mode: false } }, [
    { environment: { privileged_mode: true } },
  ]),
  "build-logs": of(PROJECT, { logs_config: { cloudwatch_logs: { group_name: "one" } } }, [
    { logs_config: undefined },
    { logs_config: { cloudwatch_logs: { status: "DISABLED" } } },
    { logs_config: { s3_logs: { status: "ENABLED", encryption_disabled: true } } },
  ]),
  "build-source": of(PROJECT, { source: { location: "https://github.com/owner/name" } }, [
    { source: { insecure_ssl: true } },
    { source: { location: "https://user:token@github.com/owner/name" } },
  ]),
  "pipeline-customer-key": of(
    "aws_codepipeline",
    { artifact_store: [{ encryption_key: { id: KEY, type: "KMS" } }] },
    [
      { artifact_store: [{ location: "one" }] },
      { artifact_store: [{ encryption_key: { id: "alias/aws/s3", type: "KMS" } }] },
    ],
  ),
  "pipeline-source": of(
    "aws_codepipeline",
    { stage: [{ action: [{ category: "Source", owner: "AWS", provider: "CodeStarSourceConnection" }] }] },
    [{ stage: [{ action: [{ category: "Source", owner: "ThirdParty", provider: "GitHub" }] }] }],
  ),
  "source-repository-customer-key": key("aws_codecommit_repository", "kms_key_id"),
  "source-repository-approval": {
    passes: [
      {
        aws_codecommit_repository: { it: {} },
        aws_codecommit_approval_rule_template_association: {
          it: { repository_name: "${aws_codecommit_repository.it.repository_name}" },
        },
      },
    ],
    fails: [{ aws_codecommit_repository: { it: {} } }],
  },
  "state-encryption": of("backend", { encrypt: true, kms_key_id: KEY, dynamodb_table: "locks" }, [
    { encrypt: undefined },
    { kms_key_id: undefined },
    { dynamodb_table: undefined },
  ]),
  "provider-account": of("provider", { allowed_account_ids: ["111111111111"] }, [
    { allowed_account_ids: undefined },
    { access_key: "AKIA" },
  ]),
  tags: {
    passes: [
      { aws_vpc: { it: { tags: { Name: "one" } } } },
      { provider: { aws: { default_tags: [{ tags: { ManagedBy: "cdktf", Project: "one" } }] } } },
      { aws_route: { it: {} } },
    ],
    fails: [
      { aws_vpc: { it: { tags: { Tier: "public" } } } },
      { provider: { aws: { default_tags: [{ tags: { ManagedBy: "cdktf" } }] } } },
      { provider: { aws: {} } },
    ],
  },
} satisfies Partial<Record<RuleId, Examples>>;
