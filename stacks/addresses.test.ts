import { join } from "node:path";
import { expect, it } from "vitest";
import { selectEnvironment } from "../tools/cli/environment";
import { synthesizeEnvironments } from "../tools/testing/synthesize";

/**
 * Addresses of what holds data, and of what is pointed at from outside. Terraform destroys and makes anew what
 * changes its address: whoever has a reason to rename adds a `moved` block and changes the line here.
 */
const LASTING: readonly (readonly [string, ...string[]])[] = [
  [
    "111111111111-state",
    "aws_s3_bucket.state_bucket_803B4E61",
    "aws_dynamodb_table.state_lock_AA27A15E",
    "aws_kms_key.state_key_84A4E4B8",
  ],
  [
    "dev-us-east-1-registry",
    "aws_ecr_repository.repository_app_95E62C1C",
    "aws_kms_key.repository_key_6D2C1923",
  ],
  [
    "dev-us-east-1-network",
    "aws_vpc.vpc",
    "aws_subnet.vpc_public-0_B01643AC",
    "aws_subnet.vpc_public-1_75390BAE",
    "aws_subnet.vpc_private-0_BC0C0085",
    "aws_subnet.vpc_private-1_94F31C2E",
    "aws_eip.vpc_nat_address-0_F8DCBCF2",
    "aws_security_group.security_load-balancer_74941FEE",
    "aws_security_group.security_tasks_F2B578E3",
    "aws_security_group.security_database_EAE95CF6",
    "aws_security_group.security_cache_4A8417AA",
    "aws_kms_key.log-key",
    "aws_cloudwatch_log_group.flow-logs_log-group_BD9661F8",
  ],
  [
    "dev-us-east-1-data",
    "aws_db_instance.database",
    "aws_elasticache_replication_group.cache",
    "aws_sqs_queue.queue",
    "aws_sqs_queue.queue_dead-letters_2382CF29",
    "aws_secretsmanager_secret.cache_auth-token_secret_7918EF2A",
    "aws_secretsmanager_secret.secret-database",
    "aws_secretsmanager_secret.secret-database-master",
    "aws_secretsmanager_secret.secret-session",
    "aws_kms_key.cache_key_57DA9DF8",
    "aws_kms_key.database_foundation_key_BF1783FC",
    "aws_kms_key.queue_key_B4600746",
    "aws_kms_key.secrets-key",
  ],
  [
    "staging-us-east-1-data",
    "aws_rds_cluster.database",
    "aws_elasticache_replication_group.cache",
    "aws_sqs_queue.queue",
    "aws_sqs_queue.queue_dead-letters_2382CF29",
    "aws_secretsmanager_secret.cache_auth-token_secret_7918EF2A",
    "aws_secretsmanager_secret.secret-database",
    "aws_secretsmanager_secret.secret-database-master",
    "aws_secretsmanager_secret.secret-session",
    "aws_kms_key.cache_key_57DA9DF8",
    "aws_kms_key.database_foundation_key_BF1783FC",
    "aws_kms_key.queue_key_B4600746",
    "aws_kms_key.secrets-key",
  ],
  ["staging-dns", "aws_route53_zone.zone", "aws_kms_key.zone_query-log-key_A079B6A6"],
  ["dev-us-east-1-ingress", "aws_lb.load-balancer", "aws_s3_bucket.load-balancer_access-logs_D8F89EC2"],
  [
    "dev-us-east-1-service",
    "aws_ecs_cluster.cluster",
    "aws_ecs_service.web",
    "aws_cloudwatch_log_group.web-task_log_1768AD94",
    "aws_cloudwatch_log_group.cluster_exec-log_2DD1A861",
    "aws_kms_key.monitoring_alerts_key_72E0DC71",
  ],
  [
    "prod-us-east-1-analytics",
    "aws_opensearch_domain.domain",
    "aws_s3_bucket.undelivered",
    "aws_sqs_queue.forwarder_dead-letters_A6C26DD7",
    "aws_kms_key.key",
  ],
];

/** Types of which every resource in these stacks stands above. */
const STATEFUL = new Set([
  "aws_acm_certificate",
  "aws_db_instance",
  "aws_dynamodb_table",
  "aws_ecr_repository",
  "aws_elasticache_replication_group",
  "aws_kms_key",
  "aws_lb",
  "aws_opensearch_domain",
  "aws_rds_cluster",
  "aws_route53_zone",
  "aws_s3_bucket",
  "aws_secretsmanager_secret",
  "aws_sqs_queue",
  "aws_vpc",
]);

const stacks = synthesizeEnvironments(
  ["dev", "staging", "prod"].map((name) => selectEnvironment(join(__dirname, ".."), name)),
);

it.each(LASTING)("T1: nothing lasting in %s changes its address", (id, ...addresses) => {
  expect(stacks.get(id).addresses).toEqual(expect.arrayContaining(addresses));
});

it.each(LASTING)("T1: whatever holds data in %s is known to be lasting", (id, ...addresses) => {
  const stateful = stacks.get(id).addresses.filter((address) => STATEFUL.has(address.split(".")[0] ?? ""));
  expect(stateful.filter((address) => !addresses.includes(address))).toEqual([]);
  expect(stateful).not.toEqual([]);
});
