import { every, mustBe, mustBeAtMost, mustBeCustomerKey, shown } from "../findings";
import { rules } from "../rule";

/** What an account does where nobody decides otherwise. */
export const defaultRules = rules(
  {
    id: "ebs-encryption-by-default",
    title: "New volumes are encrypted, whoever makes them.",
    severity: "medium",
    types: ["aws_ebs_encryption_by_default"],
    rationale: "A volume that somebody makes by hand is encrypted only where they think of it.",
    fix: "Set enabled to true.",
    controls: ["EC2.7", "CIS 2.2.1", "CKV_AWS_106"],
    check: (setting) => (setting.get("enabled") === false ? shown(setting, "enabled") : undefined),
  },
  {
    id: "ebs-default-key",
    title: "New volumes are encrypted with a customer-managed KMS key.",
    severity: "low",
    types: ["aws_ebs_default_kms_key"],
    rationale: "Snapshots that are encrypted with AWS's own key can not be copied to another account.",
    fix: "Set key_arn.",
    controls: ["CKV_AWS_189"],
    source: "https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html",
    check: mustBeCustomerKey("key_arn"),
  },
  {
    id: "ebs-snapshot-sharing",
    title: "Snapshots of volumes can not be made public.",
    severity: "high",
    types: ["aws_ebs_snapshot_block_public_access"],
    rationale: "One wrong call would publish everything on a disk.",
    fix: 'Set state to "block-all-sharing".',
    controls: ["EC2.182"],
    check: mustBe("state", "block-all-sharing"),
  },
  {
    id: "instance-metadata",
    title: "Instances give out credentials only to requests that carry a token, one hop away.",
    severity: "high",
    types: ["aws_ec2_instance_metadata_defaults"],
    rationale: "A server that fetches any address on request would fetch the instance's credentials too.",
    fix: 'Set http_tokens to "required", and http_put_response_hop_limit to 2 or less.',
    controls: ["EC2.8", "CKV_AWS_79"],
    check: every(mustBe("http_tokens", "required"), mustBeAtMost("http_put_response_hop_limit", 2)),
  },
  {
    id: "health-check-tls",
    title: "Health checks from outside use TLS.",
    severity: "low",
    types: ["aws_route53_health_check"],
    rationale: "A check without TLS does not notice a certificate that has expired.",
    fix: "Set type to HTTPS, HTTPS_STR_MATCH, CALCULATED or CLOUDWATCH_METRIC.",
    controls: [],
    source:
      "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html",
    check: mustBe("type", "HTTPS", "HTTPS_STR_MATCH", "CALCULATED", "CLOUDWATCH_METRIC"),
  },
);
