import { every, mustBeAtLeast, mustBeSet, mustBeTrue, mustNotBeTrue, shown } from "../findings";
import { rules } from "../rule";

const types = ["aws_kms_key"];

export const keyRules = rules(
  {
    id: "key-rotation",
    title: "Keys are rotated every year, or more often.",
    severity: "medium",
    types,
    rationale: "The longer one key is used, the more it protects, and the more is lost with it.",
    fix: "Set enable_key_rotation, as EncryptionKey does.",
    controls: ["KMS.4", "CIS 3.6", "CKV_AWS_7", "AVD-AWS-0065"],
    check: mustBeTrue("enable_key_rotation"),
  },
  {
    id: "key-enabled",
    title: "Keys can be used.",
    severity: "medium",
    types,
    rationale: "Whatever a disabled key encrypts can be neither read nor written.",
    fix: "Leave out is_enabled.",
    controls: ["CKV_AWS_227"],
    source: "https://docs.aws.amazon.com/kms/latest/developerguide/enabling-keys.html",
    check: (key) => (key.get("is_enabled") === false ? shown(key, "is_enabled") : undefined),
  },
  {
    id: "key-policy",
    title: "Keys have a policy of their own, and keep the check that somebody can change it.",
    severity: "medium",
    types,
    rationale:
      "AWS's default policy allows the account every action; a policy that locks everybody out is final.",
    fix: "Give the key a policy, as EncryptionKey does, and leave out bypass_policy_lockout_safety_check.",
    controls: ["CKV2_AWS_64"],
    source: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
    check: every(mustBeSet("policy"), mustNotBeTrue("bypass_policy_lockout_safety_check")),
  },
  {
    id: "key-deletion-window",
    title: "A deleted key can be brought back for a month.",
    severity: "low",
    types,
    rationale: "With its key, everything that it encrypts is gone for good.",
    fix: "Set deletion_window_in_days to 30, as EncryptionKey does by default.",
    controls: ["KMS.3"],
    check: mustBeAtLeast("deletion_window_in_days", 30),
  },
);
