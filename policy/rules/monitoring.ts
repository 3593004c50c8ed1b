import {
  every,
  mustBe,
  mustBeAtLeast,
  mustBeCustomerKey,
  mustBeSet,
  mustBeTrue,
  shown,
  where,
} from "../findings";
import { asList, type Resource, textOf } from "../resource";
import { rules } from "../rule";

const DOMAIN = ["aws_opensearch_domain"];
const many = (domain: Resource) => Number(domain.get("cluster_config.instance_count") ?? 1) > 1;
const logTypes = (domain: Resource) =>
  domain
    .blocks("log_publishing_options")
    .filter(({ enabled }) => enabled !== false)
    .map(({ log_type }) => log_type);

export const monitoringRules = rules(
  {
    id: "alarm-actions",
    title: "Alarms tell somebody, or something acts on them.",
    severity: "high",
    types: ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"],
    rationale: "An alarm that nobody hears changes nothing.",
    fix: "Set alarm_actions, or name it in a composite alarm or a service; leave actions_enabled on.",
    controls: ["CloudWatch.15", "CloudWatch.17", "CKV_AWS_319"],
    check: (alarm) => [
      ...(asList(alarm.get("alarm_actions")).length === 0 && !isHeard(alarm)
        ? [shown(alarm, "alarm_actions")]
        : []),
      ...(alarm.get("actions_enabled") === false ? [shown(alarm, "actions_enabled")] : []),
    ],
  },
  {
    id: "event-rule-on",
    title: "Rules for events are on, and say which events they are for.",
    severity: "low",
    types: ["aws_cloudwatch_event_rule"],
    rationale: "A rule that is off, or for everything, does not do what it is for.",
    fix: "Leave out state; set event_pattern with a source, or schedule_expression.",
    controls: [],
    source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules-best-practices.html",
    check: (rule) => {
      const off = rule.get("state") === "DISABLED" || rule.get("is_enabled") === false;
      const pattern = rule.get("event_pattern");
      const open =
        pattern === undefined
          ? rule.get("schedule_expression") === undefined
          : !textOf(pattern).includes('"source"');
      return [...(off ? ["it is off"] : []), ...(open ? ["it names no source"] : [])];
    },
  },
  {
    id: "schedule-customer-key",
    title: "What schedules send is encrypted with a customer-managed KMS key.",
    severity: "low",
    types: ["aws_scheduler_schedule"],
    rationale: "The input of a target can hold data.",
    fix: "Set kms_key_arn.",
    controls: ["CKV_AWS_297"],
    source: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/encryption-rest.html",
    check: mustBeCustomerKey("kms_key_arn"),
  },
  {
    id: "search-encryption",
    title: "Search domains are encrypted with a customer-managed KMS key.",
    severity: "medium",
    types: DOMAIN,
    rationale: "Logs hold addresses, paths and errors.",
    fix: "Set encrypt_at_rest with enabled and kms_key_id.",
    controls: ["Opensearch.1", "CKV_AWS_5", "CKV_AWS_247", "AVD-AWS-0048"],
    check: every(mustBeTrue("encrypt_at_rest.enabled"), mustBeCustomerKey("encrypt_at_rest.kms_key_id")),
  },
  {
    id: "search-private",
    title: "Search domains stand in the VPC.",
    severity: "critical",
    types: DOMAIN,
    rationale: "A domain outside of it has an address on the internet.",
    fix: "Set vpc_options with subnets and a security group.",
    controls: ["Opensearch.2", "CKV_AWS_137", "CKV_AWS_248"],
    check: every(mustBeSet("vpc_options.subnet_ids"), mustBeSet("vpc_options.security_group_ids")),
  },
  {
    id: "search-tls",
    title: "Search domains are reached over TLS 1.2 or later, from outside and between nodes.",
    severity: "high",
    types: DOMAIN,
    rationale: "Whoever listens inside of the VPC could read logs.",
    fix: "Set domain_endpoint_options with enforce_https and a policy of TLS 1.2, and node_to_node_encryption.",
    controls: [
      "Opensearch.3",
      "Opensearch.8",
      "CKV_AWS_6",
      "CKV_AWS_83",
      "CKV_AWS_228",
      "AVD-AWS-0043",
      "AVD-AWS-0046",
      "AVD-AWS-0126",
    ],
    check: every(
      mustBeTrue("domain_endpoint_options.enforce_https"),
      mustBe(
        "domain_endpoint_options.tls_security_policy",
        "Policy-Min-TLS-1-2-PFS-2023-10",
        "Policy-Min-TLS-1-2-RFC9151-FIPS-2024-08",
      ),
      mustBeTrue("node_to_node_encryption.enabled"),
    ),
  },
  {
    id: "search-access-control",
    title: "Search domains decide document by document who may read.",
    severity: "high",
    types: DOMAIN,
    rationale: "Whoever may call the domain could read and delete everything in it.",
    fix: "Set advanced_security_options.enabled.",
    controls: ["Opensearch.7", "CKV2_AWS_52"],
    check: mustBeTrue("advanced_security_options.enabled"),
  },
  {
    id: "search-logs",
    title: "Search domains send their errors and their audit log to CloudWatch.",
    severity: "medium",
    types: DOMAIN,
    rationale: "Who read logs, and what failed, can not be found out later.",
    fix: "Set log_publishing_options for ES_APPLICATION_LOGS and AUDIT_LOGS.",
    controls: ["Opensearch.4", "Opensearch.5", "CKV_AWS_84", "CKV_AWS_317", "AVD-AWS-0042"],
    check: (domain) =>
      ["ES_APPLICATION_LOGS", "AUDIT_LOGS"]
        .filter((type) => !logTypes(domain).includes(type))
        .map((type) => `${type} is not published`),
  },
  {
    id: "search-nodes",
    title: "Search domains survive the loss of a node or a zone.",
    severity: "medium",
    types: DOMAIN,
    rationale: "Logs are lost, and the domain stops.",
    fix: "Set cluster_config with three data nodes, zone_awareness_enabled and three dedicated masters.",
    controls: ["Opensearch.6", "Opensearch.11", "CKV_AWS_318", "CKV2_AWS_59"],
    check: every(
      mustBeAtLeast("cluster_config.instance_count", 3),
      where(many, mustBeTrue("cluster_config.zone_awareness_enabled")),
      mustBeTrue("cluster_config.dedicated_master_enabled"),
      mustBeAtLeast("cluster_config.dedicated_master_count", 3),
    ),
  },
  {
    id: "search-updates",
    title: "Search domains install AWS's updates by themselves.",
    severity: "medium",
    types: DOMAIN,
    rationale: "Known weaknesses stay until somebody thinks of them.",
    fix: "Set software_update_options.auto_software_update_enabled.",
    controls: ["Opensearch.10"],
    check: mustBeTrue("software_update_options.auto_software_update_enabled"),
  },
  {
    id: "budget-notification",
    title: "Budgets tell somebody.",
    severity: "low",
    types: ["aws_budgets_budget"],
    rationale: "A budget that nobody hears of limits nothing.",
    fix: "Add notification blocks with subscribers.",
    controls: [],
    source: "https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-best-practices.html",
    check: (budget) => {
      const heard = (one: Readonly<Record<string, unknown>>) =>
        asList(one["subscriber_sns_topic_arns"]).length + asList(one["subscriber_email_addresses"]).length >
        0;
      const all = budget.blocks("notification");
      return all.length > 0 && all.every(heard) ? undefined : "a notification without subscribers, or none";
    },
  },
);

/** Whether a composite alarm speaks for an alarm, or a service rolls back on it: by reference, or by name. */
function isHeard(alarm: Resource): boolean {
  const name = textOf(alarm.get("alarm_name"));
  const reference = `\${${alarm.address}.`;
  const { app } = alarm.stack;
  const means = (other: Resource, text: string) =>
    text.includes(`"${name}"`) || (other.stack === alarm.stack && text.includes(reference));
  return (
    app
      .all("aws_cloudwatch_composite_alarm")
      .some((other) => other !== alarm && means(other, textOf(other.get("alarm_rule")))) ||
    app.all("aws_ecs_service").some((service) => means(service, textOf(service.get("alarms.alarm_names"))))
  );
}
