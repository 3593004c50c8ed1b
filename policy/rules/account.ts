import {
  every,
  mustBe,
  mustBeAtLeast,
  mustBeAtMost,
  mustBeCustomerKey,
  mustBeSet,
  mustBeTrue,
  shown,
} from "../findings";
import { textOf } from "../resource";
import { rules } from "../rule";

const TRAIL = ["aws_cloudtrail"];
const PASSWORD = ["aws_iam_account_password_policy"];
const CLOUDTRAIL = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html";

export const accountRules = rules(
  {
    id: "trail-all-regions",
    title: "CloudTrail records every region and the global services.",
    severity: "high",
    types: TRAIL,
    rationale: "What happens in a region that nobody uses stays unseen.",
    fix: "Set is_multi_region_trail, and leave include_global_service_events on.",
    controls: ["CloudTrail.1", "CIS 3.1", "CKV_AWS_67", "AVD-AWS-0014"],
    check: every(mustBeTrue("is_multi_region_trail"), (trail) =>
      trail.get("include_global_service_events") === false
        ? shown(trail, "include_global_service_events")
        : undefined,
    ),
  },
  {
    id: "trail-on",
    title: "CloudTrail is on.",
    severity: "high",
    types: TRAIL,
    rationale: "A trail that is off records nothing.",
    fix: "Leave out enable_logging.",
    controls: ["CloudTrail.3", "CIS 3.1", "CKV_AWS_251"],
    check: (trail) => (trail.get("enable_logging") === false ? shown(trail, "enable_logging") : undefined),
  },
  {
    id: "trail-validation",
    title: "Changed log files of CloudTrail are noticed.",
    severity: "medium",
    types: TRAIL,
    rationale: "Whoever broke in could remove the traces.",
    fix: "Set enable_log_file_validation.",
    controls: ["CloudTrail.4", "CIS 3.2", "CKV_AWS_36", "AVD-AWS-0016"],
    check: mustBeTrue("enable_log_file_validation"),
  },
  {
    id: "trail-customer-key",
    title: "CloudTrail's files are encrypted with a customer-managed KMS key.",
    severity: "medium",
    types: TRAIL,
    rationale: "Who may read the bucket should need the key too.",
    fix: "Set kms_key_id.",
    controls: ["CloudTrail.2", "CIS 3.5", "CKV_AWS_35", "AVD-AWS-0015"],
    check: mustBeCustomerKey("kms_key_id"),
  },
  {
    id: "trail-log-group",
    title: "CloudTrail writes to CloudWatch Logs too.",
    severity: "low",
    types: TRAIL,
    rationale: "Alarms and queries need events within minutes.",
    fix: "Set cloud_watch_logs_group_arn and cloud_watch_logs_role_arn.",
    controls: ["CloudTrail.5", "CKV2_AWS_10", "AVD-AWS-0162"],
    check: every(mustBeSet("cloud_watch_logs_group_arn"), mustBeSet("cloud_watch_logs_role_arn")),
  },
  {
    id: "trail-notices",
    title: "CloudTrail tells when it has written a file.",
    severity: "low",
    types: TRAIL,
    rationale: "A trail that has stopped to write is not noticed.",
    fix: "Set sns_topic_name.",
    controls: ["CKV_AWS_252"],
    source: CLOUDTRAIL,
    check: mustBeSet("sns_topic_name"),
  },
  {
    id: "guardduty-on",
    title: "GuardDuty is on.",
    severity: "high",
    types: ["aws_guardduty_detector"],
    rationale: "Stolen credentials and break-ins stay unseen.",
    fix: "Leave out enable.",
    controls: ["GuardDuty.1", "CKV_AWS_238", "CKV2_AWS_3"],
    check: (detector) => (detector.get("enable") === false ? shown(detector, "enable") : undefined),
  },
  {
    id: "guardduty-feature",
    title: "A feature of GuardDuty that is managed here is on.",
    severity: "medium",
    types: ["aws_guardduty_detector_feature"],
    rationale: "What the feature would find stays unseen.",
    fix: 'Set status to "ENABLED".',
    controls: ["GuardDuty.6", "GuardDuty.7", "GuardDuty.8", "GuardDuty.9", "GuardDuty.10"],
    check: mustBe("status", "ENABLED"),
  },
  {
    id: "security-hub-standard",
    title: "Standards of Security Hub are those that this policy is built on, or newer.",
    severity: "low",
    types: ["aws_securityhub_standards_subscription"],
    rationale: "An outdated standard misses what AWS has learned since.",
    fix: "Subscribe to AWS Foundational Security Best Practices, or CIS AWS Foundations Benchmark 3.0 or later.",
    controls: ["CIS 4.16"],
    source: "https://docs.aws.amazon.com/securityhub/latest/userguide/standards-reference.html",
    check: (subscription) => {
      const arn = String(subscription.get("standards_arn"));
      const old = /cis-aws-foundations-benchmark\/v\/(1\.|2\.)/.test(arn);
      return old ? shown(subscription, "standards_arn") : undefined;
    },
  },
  {
    id: "access-analyzer",
    title: "An analyzer looks for access from outside of the account or organization.",
    severity: "medium",
    types: ["aws_accessanalyzer_analyzer"],
    rationale: "A resource that is shared by mistake stays unseen.",
    fix: 'Set type to "ACCOUNT" or "ORGANIZATION".',
    controls: ["IAM.28", "CIS 1.20", "AVD-AWS-0175"],
    check: (analyzer) =>
      /^(ACCOUNT|ORGANIZATION)(_UNUSED_ACCESS)?$/.test(textOf(analyzer.get("type") ?? "ACCOUNT"))
        ? undefined
        : shown(analyzer, "type"),
  },
  {
    id: "password-length",
    title: "Passwords of IAM users have 14 characters at least, of all kinds.",
    severity: "medium",
    types: PASSWORD,
    rationale: "Short passwords are found by trying.",
    fix: "Set minimum_password_length to 14 or more, and all four require_ settings.",
    controls: [
      "IAM.7", "IAM.15", "CIS 1.8", "CKV_AWS_10", "CKV_AWS_11", "CKV_AWS_12", "CKV_AWS_14", "CKV_AWS_15", "AVD-AWS-0058",
      "AVD-AWS-0059", "AVD-AWS-0060", "AVD-AWS-0061", "AVD-AWS-0063",
    ], // prettier-ignore
    check: every(
      mustBeAtLeast("minimum_password_length", 14),
      mustBeTrue("require_lowercase_characters"),
      mustBeTrue("require_numbers"),
      mustBeTrue("require_symbols"),
      mustBeTrue("require_uppercase_characters"),
    ),
  },
  {
    id: "password-reuse",
    title: "IAM users change their passwords, and not back to an old one.",
    severity: "medium",
    types: PASSWORD,
    rationale: "A password that has leaked stays useful until it is changed.",
    fix: "Set password_reuse_prevention to 24, max_password_age to 90 or less, allow_users_to_change_password.",
    controls: ["IAM.7", "IAM.16", "CIS 1.9", "CKV_AWS_9", "CKV_AWS_13", "AVD-AWS-0056", "AVD-AWS-0062"],
    check: every(
      mustBeAtLeast("password_reuse_prevention", 24),
      mustBeAtLeast("max_password_age", 1),
      mustBeAtMost("max_password_age", 90),
      mustBeTrue("allow_users_to_change_password"),
    ),
  },
  {
    id: "no-access-keys",
    title: "There are no long-lived access keys.",
    severity: "high",
    types: ["aws_iam_access_key", "aws_iam_user"],
    rationale: "A key that has leaked works from anywhere until somebody notices.",
    fix: "Use a role, through OpenID Connect or IAM Identity Center.",
    controls: ["CKV_AWS_273", "CKV2_AWS_22"],
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles",
    check: ({ type }) => `${type} is made`,
  },
);
