import { every, mustBe, mustBeCustomerKey, mustBeTrue, mustHave, shown, where } from "../findings";
import { asList, isObject, type Resource, textOf } from "../resource";
import { rules } from "../rule";

const ACL = ["aws_wafv2_web_acl"];
const CERTIFICATE = ["aws_acm_certificate"];
const isPublicZone = (zone: Resource) => zone.blocks("vpc").length === 0;

export const edgeRules = rules(
  {
    id: "firewall-rules",
    title: "A web application firewall has rules.",
    severity: "medium",
    types: ACL,
    rationale: "Without rules it lets everything through.",
    fix: "Add rule blocks.",
    controls: ["WAF.10", "CKV_AWS_175"],
    check: (acl) => (rulesOf(acl).length > 0 ? undefined : "it has no rules"),
  },
  {
    id: "firewall-known-bad-inputs",
    title: "A web application firewall stops known attacks, Log4j's among them.",
    severity: "high",
    types: ACL,
    rationale: "They are tried on every address of the internet.",
    fix: "Add the managed rule group AWSManagedRulesKnownBadInputsRuleSet, without overriding its action.",
    controls: ["CKV_AWS_192", "CKV2_AWS_76"],
    source: "https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html",
    check: (acl) => {
      const group = rulesOf(acl).find((rule) => managedName(rule) === "AWSManagedRulesKnownBadInputsRuleSet");
      if (group === undefined) return "AWSManagedRulesKnownBadInputsRuleSet is not among its rules";
      const counts = asList(group["override_action"]).some(
        (one) => isObject(one) && one["count"] !== undefined,
      );
      return counts ? "AWSManagedRulesKnownBadInputsRuleSet only counts" : undefined;
    },
  },
  {
    id: "firewall-metrics",
    title: "What a web application firewall stops is counted.",
    severity: "medium",
    types: ACL,
    rationale: "Nobody sees an attack, or that good requests are stopped.",
    fix: "Set cloudwatch_metrics_enabled in every visibility_config.",
    controls: ["WAF.12"],
    check: (acl) =>
      [acl.attributes, ...rulesOf(acl)]
        .filter(
          (one) =>
            !asList(one["visibility_config"]).some(
              (view) => isObject(view) && view["cloudwatch_metrics_enabled"] === true,
            ),
        )
        .map((one) => `cloudwatch_metrics_enabled is not set for ${textOf(one["name"] ?? "a rule")}`),
  },
  {
    id: "firewall-logs",
    title: "A web application firewall logs what it does.",
    severity: "low",
    types: ACL,
    rationale: "Why a request was stopped can not be found out later.",
    fix: "Add an aws_wafv2_web_acl_logging_configuration.",
    controls: ["WAF.11", "CKV2_AWS_31"],
    check: mustHave("aws_wafv2_web_acl_logging_configuration", "resource_arn"),
  },
  {
    id: "firewall-log-secrets",
    title: "Logs of a web application firewall hold no credentials.",
    severity: "medium",
    types: ["aws_wafv2_web_acl_logging_configuration"],
    rationale: "Whoever reads the log could use the sessions in it.",
    fix: "Add the headers authorization and cookie to redacted_fields.",
    controls: [],
    source: "https://docs.aws.amazon.com/waf/latest/developerguide/logging-management.html",
    check: (logging) => {
      const names = logging
        .blocks("redacted_fields.single_header")
        .map(({ name }) => String(name).toLowerCase());
      return ["authorization", "cookie"]
        .filter((name) => !names.includes(name))
        .map((name) => `the header ${name} is not redacted`);
    },
  },
  {
    id: "certificate-validation",
    title: "Certificates renew themselves.",
    severity: "medium",
    types: CERTIFICATE,
    rationale: "With its certificate, the application stops working; an e-mail is overlooked.",
    fix: 'Set validation_method to "DNS".',
    controls: ["ACM.1"],
    check: mustBe("validation_method", "DNS"),
  },
  {
    id: "certificate-key",
    title: "Keys of certificates are long enough.",
    severity: "high",
    types: CERTIFICATE,
    rationale: "A short key can be computed from the certificate.",
    fix: "Leave out key_algorithm, or set RSA_2048 or more, or an elliptic curve.",
    controls: ["ACM.2"],
    check: (certificate) =>
      ["RSA_512", "RSA_1024"].includes(String(certificate.get("key_algorithm")))
        ? shown(certificate, "key_algorithm")
        : undefined,
  },
  {
    id: "certificate-replacement",
    title: "A certificate is replaced before it is deleted, and is publicly logged.",
    severity: "low",
    types: CERTIFICATE,
    rationale: "In between the load balancer has none; browsers refuse certificates that are not logged.",
    fix: "Set lifecycle.create_before_destroy; leave certificate transparency on.",
    controls: ["CKV_AWS_233", "CKV_AWS_234"],
    source: "https://docs.aws.amazon.com/acm/latest/userguide/acm-bestpractices.html",
    check: every(mustBeTrue("lifecycle.create_before_destroy"), (certificate) =>
      certificate.get("options.certificate_transparency_logging_preference") === "DISABLED"
        ? shown(certificate, "options.certificate_transparency_logging_preference")
        : undefined,
    ),
  },
  {
    id: "certificate-names",
    title: "Certificates name the hosts that they are for.",
    severity: "low",
    types: CERTIFICATE,
    rationale: "Whoever gets the key of a wildcard certificate can pretend to be any host of the domain.",
    fix: "Name hosts instead of *.",
    controls: ["CKV2_AWS_71"],
    source: "https://docs.aws.amazon.com/acm/latest/userguide/acm-bestpractices.html",
    check: (certificate) =>
      [certificate.get("domain_name"), ...asList(certificate.get("subject_alternative_names"))]
        .filter((name) => String(name).startsWith("*."))
        .map((name) => `it is for ${String(name)}`),
  },
  {
    id: "zone-query-log",
    title: "Public zones log what they are asked.",
    severity: "medium",
    types: ["aws_route53_zone"],
    rationale: "Who looked for what, and when it began, can not be found out later.",
    fix: "Add an aws_route53_query_log.",
    controls: ["Route53.2", "CKV2_AWS_39"],
    check: where(isPublicZone, mustHave("aws_route53_query_log", "zone_id")),
  },
  {
    id: "zone-signed",
    title: "Public zones are signed.",
    severity: "low",
    types: ["aws_route53_zone"],
    rationale: "Forged answers lead users to somebody else.",
    fix: "Add aws_route53_key_signing_key and aws_route53_hosted_zone_dnssec.",
    controls: ["CKV2_AWS_38"],
    source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-configuring-dnssec.html",
    check: where(isPublicZone, mustHave("aws_route53_hosted_zone_dnssec", "hosted_zone_id")),
  },
  {
    id: "record-target",
    title: "Records that lead to AWS refer to a resource.",
    severity: "high",
    types: ["aws_route53_record"],
    rationale: "When the target is gone, somebody else can take its name and get the traffic.",
    fix: "Use an alias with the attributes of the resource, instead of an address or a host name of AWS.",
    controls: ["CKV2_AWS_23"],
    source:
      "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-choosing-alias-non-alias.html",
    check: (record) =>
      [...asList(record.get("records")), ...record.blocks("alias").map(({ name }) => name)]
        .filter(
          (value) => typeof value === "string" && !value.includes("${") && /\.amazonaws\.com\.?$/.test(value),
        )
        .map((value) => `it leads to ${String(value)}`),
  },
  {
    id: "canary-artifacts-key",
    title: "What canaries record is encrypted with a customer-managed KMS key.",
    severity: "low",
    types: ["aws_synthetics_canary"],
    rationale: "Screenshots and requests are kept in a bucket.",
    fix: "Set artifact_config.s3_encryption with SSE_KMS and a key.",
    controls: [],
    source:
      "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_artifact_encryption.html",
    check: every(
      mustBe("artifact_config.s3_encryption.encryption_mode", "SSE_KMS"),
      mustBeCustomerKey("artifact_config.s3_encryption.kms_key_arn"),
    ),
  },
);

function rulesOf(acl: Resource) {
  const written = acl.get("rule_json");
  if (typeof written !== "string") return acl.blocks("rule");
  try {
    const parsed: unknown = JSON.parse(written);
    return Array.isArray(parsed) ? parsed.filter(isObject) : [];
  } catch {
    return [];
  }
}

/** Written as a block, or as the JSON of the API. */
function managedName(rule: Readonly<Record<string, unknown>>): unknown {
  for (const statement of [rule["statement"], rule["Statement"]].flatMap(asList)) {
    if (!isObject(statement)) continue;
    for (const group of [
      statement["managed_rule_group_statement"],
      statement["ManagedRuleGroupStatement"],
    ].flatMap(asList)) {
      if (isObject(group)) return group["name"] ?? group["Name"];
    }
  }
  return undefined;
}
