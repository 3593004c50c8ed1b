import {
  every, mustBe, mustBeAtLeast, mustBeCustomerKey, mustBeSet, mustBeTrue, mustHave, shown, where,
} from "../findings"; // prettier-ignore
import { rules } from "../rule";

const CACHE = ["aws_elasticache_replication_group"];
const TABLE = ["aws_dynamodb_table"];

export const storeRules = rules(
  {
    id: "cache-encryption",
    title: "Caches are encrypted with a customer-managed KMS key.",
    severity: "medium",
    types: CACHE,
    rationale: "Sessions are in snapshots and swap files.",
    fix: "Set at_rest_encryption_enabled and kms_key_id, as RedisCache does.",
    controls: ["ElastiCache.4", "CKV_AWS_29", "CKV_AWS_191", "AVD-AWS-0045"],
    check: every(mustBeTrue("at_rest_encryption_enabled"), mustBeCustomerKey("kms_key_id")),
  },
  {
    id: "cache-tls",
    title: "Caches refuse connections without TLS.",
    severity: "high",
    types: CACHE,
    rationale: "Whoever listens inside of the VPC could read sessions.",
    fix: 'Set transit_encryption_enabled, and transit_encryption_mode to "required".',
    controls: ["ElastiCache.5", "CKV_AWS_30", "AVD-AWS-0051"],
    check: every(mustBeTrue("transit_encryption_enabled"), mustBe("transit_encryption_mode", "required")),
  },
  {
    id: "cache-authentication",
    title: "Caches ask who connects.",
    severity: "high",
    types: CACHE,
    rationale: "Whatever the security group lets in could read sessions.",
    fix: "Name users in user_group_ids, or have an auth token set by rotation, as AuthToken does.",
    controls: ["ElastiCache.6", "CKV_AWS_31"],
    check: (cache) => mustBeSet("user_group_ids")(cache),
  },
  {
    id: "cache-failover",
    title: "Another zone takes over when one fails.",
    severity: "medium",
    types: CACHE,
    rationale: "With its only node, every session is gone.",
    fix: "Set cache.nodes to two or more.",
    controls: ["ElastiCache.3", "CKV2_AWS_50"],
    check: every(mustBeTrue("automatic_failover_enabled"), mustBeTrue("multi_az_enabled")),
  },
  {
    id: "cache-backups",
    title: "Caches are backed up.",
    severity: "medium",
    types: CACHE,
    rationale: "When all nodes are lost, so is every session.",
    fix: "Set cache.snapshotRetentionDays to 1 or more.",
    controls: ["ElastiCache.1", "CKV_AWS_134", "AVD-AWS-0050"],
    check: mustBeAtLeast("snapshot_retention_limit", 1),
  },
  {
    id: "cache-upgrades",
    title: "Minor versions, which mend weaknesses, are installed by themselves.",
    severity: "high",
    types: CACHE,
    rationale: "Known weaknesses stay until somebody thinks of them.",
    fix: "Set auto_minor_version_upgrade.",
    controls: ["ElastiCache.2"],
    check: mustBeTrue("auto_minor_version_upgrade"),
  },
  {
    id: "cache-network",
    title: "Caches stand in subnets and behind a security group that were chosen for them.",
    severity: "high",
    types: CACHE,
    rationale: "AWS's defaults are the default VPC and its default group.",
    fix: "Set subnet_group_name and security_group_ids.",
    controls: ["ElastiCache.7"],
    check: every(mustBeSet("security_group_ids"), (cache) =>
      [undefined, "default"].includes(cache.get("subnet_group_name") as string)
        ? shown(cache, "subnet_group_name")
        : undefined,
    ),
  },
  {
    id: "cache-logs",
    title: "Caches send their slow log to CloudWatch.",
    severity: "low",
    types: CACHE,
    rationale: "Commands that block everybody else can not be found out later.",
    fix: "Set log_delivery_configuration.",
    controls: [],
    source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html",
    check: mustBeSet("log_delivery_configuration"),
  },
  {
    id: "cache-replication-group",
    title: "A cache is a replication group, also with one node.",
    severity: "high",
    types: ["aws_elasticache_cluster"],
    rationale: "A single cluster of Redis can not be encrypted.",
    fix: "Use RedisCache.",
    controls: ["ElastiCache.4", "ElastiCache.5"],
    check: (cluster) =>
      cluster.get("replication_group_id") === undefined ? `${cluster.type} stands alone` : undefined,
  },
  {
    id: "table-customer-key",
    title: "Tables are encrypted with a customer-managed KMS key.",
    severity: "medium",
    types: TABLE,
    rationale: "With DynamoDB's own key, whoever may read the table needs no permission for a key.",
    fix: "Set server_side_encryption with enabled and kms_key_arn.",
    controls: ["CKV_AWS_119", "AVD-AWS-0025"],
    source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html",
    check: every(
      mustBeTrue("server_side_encryption.enabled"),
      mustBeCustomerKey("server_side_encryption.kms_key_arn"),
    ),
  },
  {
    id: "table-recovery",
    title: "Tables can be restored to any moment.",
    severity: "medium",
    types: TABLE,
    rationale: "What is written by mistake stays.",
    fix: "Set point_in_time_recovery.enabled.",
    controls: ["DynamoDB.2", "CKV_AWS_28", "AVD-AWS-0024"],
    check: mustBeTrue("point_in_time_recovery.enabled"),
  },
  {
    id: "table-deletion-protection",
    title: "Tables can not be deleted by mistake.",
    severity: "medium",
    types: TABLE,
    rationale: "The data is gone, up to the last backup.",
    fix: "Set deletion_protection_enabled.",
    controls: ["DynamoDB.6"],
    check: mustBeTrue("deletion_protection_enabled"),
  },
  {
    id: "table-scaling",
    title: "Tables scale with their load.",
    severity: "medium",
    types: TABLE,
    rationale: "Requests beyond the capacity are refused.",
    fix: "Set billing_mode to PAY_PER_REQUEST.",
    controls: ["DynamoDB.1", "CKV2_AWS_16"],
    check: where(
      (table) => table.referredToBy("aws_appautoscaling_target", "resource_id").length === 0,
      mustBe("billing_mode", "PAY_PER_REQUEST"),
    ),
  },
  {
    id: "vault-customer-key",
    title: "Backups are encrypted with a customer-managed KMS key.",
    severity: "medium",
    types: ["aws_backup_vault"],
    rationale: "With AWS Backup's own key, backups can not be copied to another account.",
    fix: "Set kms_key_arn, as DatabaseBackup does.",
    controls: ["Backup.1", "CKV_AWS_166"],
    check: mustBeCustomerKey("kms_key_arn"),
  },
  {
    id: "vault-deletion",
    title: "Backups can not be deleted by mistake.",
    severity: "medium",
    types: ["aws_backup_vault"],
    rationale: "The last resort is gone with the stack.",
    fix: "Leave out force_destroy.",
    controls: [],
    source: "https://docs.aws.amazon.com/aws-backup/latest/devguide/deleting-backups.html",
    check: (vault) => (vault.get("force_destroy") === true ? shown(vault, "force_destroy") : undefined),
  },
  {
    id: "backup-plan-retention",
    title: "Every rule of a backup plan says how long backups are kept.",
    severity: "low",
    types: ["aws_backup_plan"],
    rationale:
      "Backups that are kept forever cost more every month, and hold personal data for longer than needed.",
    fix: "Set lifecycle.delete_after.",
    controls: ["Backup.5"],
    check: (plan) =>
      plan
        .blocks("rule")
        .filter((rule) => mustKeep(rule["lifecycle"]) === undefined)
        .map((rule) => `rule ${String(rule["rule_name"])} keeps backups forever`),
  },
  {
    id: "backup-plan-used",
    title: "Every backup plan names what it backs up.",
    severity: "low",
    types: ["aws_backup_plan"],
    rationale: "A plan without a selection backs up nothing.",
    fix: "Add an aws_backup_selection.",
    controls: ["Backup.5"],
    check: mustHave("aws_backup_selection", "plan_id"),
  },
);

function mustKeep(lifecycle: unknown): unknown {
  const one: unknown = Array.isArray(lifecycle) ? lifecycle[0] : lifecycle;
  return typeof one === "object" && one !== null && "delete_after" in one ? one.delete_after : undefined;
}
