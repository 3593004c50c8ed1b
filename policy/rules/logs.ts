import { mustBe, mustBeAtLeast, mustBeCustomerKey, mustHave, shown } from "../findings";
import { numberOf, type Resource } from "../resource";
import { rules } from "../rule";

const types = ["aws_cloudwatch_log_group"];
/** 0 is forever. */
const days = (group: Resource) => numberOf(group.get("retention_in_days"));

export const logRules = rules(
  {
    id: "log-group-customer-key",
    title: "Logs are encrypted with a customer-managed KMS key.",
    severity: "medium",
    types,
    rationale: "Logs hold addresses, paths and errors; who may read them should need the key too.",
    fix: "Set kms_key_id.",
    controls: ["CKV_AWS_158", "AVD-AWS-0017"],
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    check: mustBeCustomerKey("kms_key_id"),
  },
  {
    id: "log-group-retention",
    title: "Every log group says how long logs are kept.",
    severity: "medium",
    types,
    rationale:
      "Logs that are kept forever cost more every month, and hold personal data for longer than needed.",
    fix: "Set retention_in_days.",
    controls: ["CKV_AWS_66"],
    source:
      "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    check: (group) => ((days(group) ?? 0) > 0 ? undefined : shown(group, "retention_in_days")),
  },
  {
    id: "log-group-year",
    title: "Logs are kept for a year.",
    severity: "low",
    types,
    rationale: "Break-ins are often found months later.",
    fix: "Keep logs for 365 days; where an environment decides for less, use logGroup, which says so.",
    controls: ["CloudWatch.16", "CKV_AWS_338"],
    check: (group) => (days(group) === 0 ? undefined : mustBeAtLeast("retention_in_days", 365)(group)),
  },
  {
    id: "vpc-flow-log",
    title: "Every VPC logs its connections.",
    severity: "medium",
    types: ["aws_vpc"],
    rationale: "Who connected to what, and what was refused, can not be found out later.",
    fix: "Add an aws_flow_log, as FlowLogs does.",
    controls: ["EC2.6", "CIS 3.7", "CKV2_AWS_11", "AVD-AWS-0178"],
    check: mustHave("aws_flow_log", "vpc_id"),
  },
  {
    id: "flow-log-all",
    title: "Flow logs hold accepted and refused connections.",
    severity: "low",
    types: ["aws_flow_log"],
    rationale: "Refused connections show an attempt, accepted ones its success.",
    fix: 'Set traffic_type to "ALL".',
    controls: ["EC2.6", "CIS 3.7"],
    check: mustBe("traffic_type", "ALL"),
  },
);
