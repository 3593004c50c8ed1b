import type { Attributes } from "../resource";
import type { RuleId } from "../rules";
import { companion, type Examples, flag, key, KEY, of } from "./example";

const INGRESS = "aws_vpc_security_group_ingress_rule";
const EGRESS = "aws_vpc_security_group_egress_rule";
const tcp = (from_port: number, to_port = from_port) => ({ ip_protocol: "tcp", from_port, to_port });
const ANYWHERE = "0.0.0.0/0";

const acl = (rule: Attributes) => ({
  subnet_ids: ["subnet-1"],
  ingress: [{ rule_no: 1, action: "allow", ...rule }],
});
const web = { protocol: "tcp", cidr_block: ANYWHERE, from_port: 443, to_port: 443 };

const endpoint = (Condition: object) =>
  JSON.stringify({
    Statement: [{ Sid: "Own", Effect: "Allow", Principal: "*", Action: "*", Resource: "*", Condition }],
  });

const redirect = {
  protocol: "HTTP",
  default_action: [
    { type: "redirect", redirect: { protocol: "HTTPS", port: "443", status_code: "HTTP_301" } },
  ],
};
const secure = {
  protocol: "HTTPS",
  ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
  certificate_arn: "arn:aws:acm:us-east-1:111111111111:certificate/0a1b",
};

const managed = (name: string, override: object = { none: {} }) => ({
  name,
  override_action: override,
  statement: { managed_rule_group_statement: { vendor_name: "AWS", name } },
  visibility_config: { cloudwatch_metrics_enabled: true },
});
const KNOWN = "AWSManagedRulesKnownBadInputsRuleSet";
const counted = { visibility_config: { cloudwatch_metrics_enabled: true } };

export const networkExamples = {
  "subnet-no-public-address": of("aws_subnet", {}, [
    { map_public_ip_on_launch: true },
    { map_public_ip_on_launch: "${var.public}" },
  ]),
  "default-security-group": companion(
    "aws_vpc",
    "aws_default_security_group",
    "vpc_id",
    { ingress: [], egress: [] },
    [{ egress: [{ protocol: "-1" }] }, { ingress: [{ self: true }] }],
  ),
  "default-network-acl": of("aws_default_network_acl", {}, [
    { ingress: [{ rule_no: 1 }] },
    { egress: [{ rule_no: 1 }] },
  ]),
  "endpoint-policy": of(
    "aws_vpc_endpoint",
    { policy: endpoint({ StringEquals: { "aws:PrincipalAccount": "111111111111" } }) },
    [{ policy: undefined }, { policy: endpoint({}) }],
  ),
  "network-acl-administration": {
    passes: [
      { aws_network_acl: { it: acl(web) } },
      { aws_network_acl: { it: acl({ ...web, from_port: 22, to_port: 22, cidr_block: "10.0.0.0/16" }) } },
      { aws_network_acl: { it: acl({ ...web, from_port: 22, to_port: 22, action: "deny" }) } },
      { aws_network_acl_rule: { it: { egress: true, rule_action: "allow", ...web, from_port: 0 } } },
    ],
    fails: [
      { aws_network_acl: { it: acl({ ...web, from_port: 1024, to_port: 65535 }) } },
      { aws_network_acl: { it: acl({ protocol: "-1", cidr_block: ANYWHERE, from_port: 0, to_port: 0 }) } },
      {
        aws_network_acl: {
          it: acl({ ...web, cidr_block: undefined, ipv6_cidr_block: "::/0", from_port: 22 }),
        },
      },
      { aws_network_acl_rule: { it: { rule_action: "allow", ...web, from_port: 22, to_port: 22 } } },
    ],
  },
  "network-acl-ports": of("aws_network_acl", acl(web), [acl({ ...web, protocol: "-1" })]),
  "network-acl-used": of("aws_network_acl", acl(web), [{ subnet_ids: undefined }]),
  "security-group-description": of("aws_security_group", { description: "Tasks" }, [
    { description: "" },
    { description: undefined },
  ]),
  "security-group-separate-rules": {
    passes: [{ aws_security_group: { it: {} } }],
    fails: [
      { aws_security_group: { it: { ingress: [{ from_port: 443 }] } } },
      { aws_security_group_rule: { it: { type: "egress" } } },
    ],
  },
  "security-group-public-ingress": {
    passes: [
      { [INGRESS]: { it: { ...tcp(443), cidr_ipv4: ANYWHERE } } },
      { [INGRESS]: { it: { ...tcp(5432), referenced_security_group_id: "sg-1" } } },
      { [INGRESS]: { it: { ip_protocol: "icmp", from_port: 3, to_port: 4, cidr_ipv4: ANYWHERE } } },
      { aws_security_group_rule: { it: { type: "egress", ...tcp(80), cidr_blocks: [ANYWHERE] } } },
    ],
    fails: [
      { [INGRESS]: { it: { ...tcp(80), cidr_ipv4: ANYWHERE } } },
      { [INGRESS]: { it: { ip_protocol: "icmp", from_port: 8, to_port: 0, cidr_ipv4: ANYWHERE } } },
      { [INGRESS]: { it: { ...tcp(3, 4), cidr_ipv4: ANYWHERE } } },
      { [INGRESS]: { it: { ...tcp(443, 444), cidr_ipv4: ANYWHERE } } },
      { [INGRESS]: { it: { ...tcp(22), cidr_ipv6: "::/0" } } },
      { [INGRESS]: { it: { ip_protocol: "-1", cidr_ipv4: ANYWHERE } } },
      {
        aws_security_group_rule: {
          it: { type: "ingress", ...tcp(3389), cidr_blocks: ["10.0.0.0/8", ANYWHERE] },
        },
      },
    ],
  },
  "security-group-ports": of(INGRESS, { ...tcp(8080), referenced_security_group_id: "sg-1" }, [
    { ip_protocol: "-1" },
    tcp(0, 65535),
    { from_port: undefined },
  ]),
  "security-group-public-egress": of(EGRESS, { ...tcp(443), referenced_security_group_id: "sg-1" }, [
    { cidr_ipv4: ANYWHERE },
    { cidr_ipv6: "::/0" },
  ]),
  "endpoint-security-group": of(
    "aws_vpc_endpoint",
    { vpc_endpoint_type: "Interface", security_group_ids: ["sg-1"] },
    [{ security_group_ids: undefined }],
  ),
  "load-balancer-access-logs": of("aws_lb", { access_logs: { enabled: true, bucket: "logs" } }, [
    { access_logs: undefined },
    { access_logs: { bucket: "logs" } },
    { access_logs: { enabled: true } },
  ]),
  "load-balancer-deletion-protection": flag("aws_lb", "enable_deletion_protection"),
  "load-balancer-invalid-headers": flag("aws_lb", "drop_invalid_header_fields"),
  "load-balancer-desync": of("aws_lb", { desync_mitigation_mode: "defensive" }, [
    { desync_mitigation_mode: "monitor" },
    { desync_mitigation_mode: undefined },
  ]),
  "load-balancer-zones": of("aws_lb", { subnets: ["a", "b"] }, [{ subnets: ["a"] }, { subnets: undefined }]),
  "load-balancer-firewall": companion("aws_lb", "aws_wafv2_web_acl_association", "resource_arn"),
  "listener-tls": {
    passes: [{ aws_lb_listener: { it: redirect, other: secure } }],
    fails: [
      { aws_lb_listener: { it: { protocol: "HTTP", default_action: [{ type: "forward" }] } } },
      {
        aws_lb_listener: {
          it: { ...redirect, default_action: [{ type: "redirect", redirect: { protocol: "HTTP" } }] },
        },
      },
    ],
  },
  "listener-tls-policy": of("aws_lb_listener", secure, [
    { ssl_policy: "ELBSecurityPolicy-2016-08" },
    { ssl_policy: undefined },
    { certificate_arn: undefined },
  ]),
  "target-group-tls": of("aws_lb_target_group", { protocol: "HTTPS" }, [{ protocol: "HTTP" }]),
  "target-group-health-check": of(
    "aws_lb_target_group",
    { protocol: "HTTP", health_check: { path: "/healthz" } },
    [{ health_check: undefined }, { health_check: { path: "/healthz", enabled: false } }],
  ),
  "firewall-rules": of("aws_wafv2_web_acl", { rule: [managed(KNOWN)] }, [{ rule: [] }, { rule: undefined }]),
  "firewall-known-bad-inputs": {
    passes: [
      { aws_wafv2_web_acl: { it: { rule: [managed("AWSManagedRulesCommonRuleSet"), managed(KNOWN)] } } },
      {
        aws_wafv2_web_acl: {
          it: { rule_json: JSON.stringify([{ Statement: { ManagedRuleGroupStatement: { Name: KNOWN } } }]) },
        },
      },
    ],
    fails: [
      { aws_wafv2_web_acl: { it: { rule: [managed("AWSManagedRulesCommonRuleSet")] } } },
      { aws_wafv2_web_acl: { it: { rule: [managed(KNOWN, { count: {} })] } } },
    ],
  },
  "firewall-metrics": of("aws_wafv2_web_acl", { ...counted, rule: [managed(KNOWN)] }, [
    { visibility_config: { cloudwatch_metrics_enabled: false } },
    { rule: [{ name: "one" }] },
  ]),
  "firewall-logs": companion("aws_wafv2_web_acl", "aws_wafv2_web_acl_logging_configuration", "resource_arn"),
  "firewall-log-secrets": of(
    "aws_wafv2_web_acl_logging_configuration",
    {
      redacted_fields: [{ single_header: { name: "Authorization" } }, { single_header: { name: "cookie" } }],
    },
    [{ redacted_fields: undefined }, { redacted_fields: [{ single_header: { name: "cookie" } }] }],
  ),
  "certificate-validation": of("aws_acm_certificate", { validation_method: "DNS" }, [
    { validation_method: "EMAIL" },
  ]),
  "certificate-key": of("aws_acm_certificate", { key_algorithm: "EC_prime256v1" }, [
    { key_algorithm: "RSA_1024" },
  ]),
  "certificate-replacement": of("aws_acm_certificate", { lifecycle: { create_before_destroy: true } }, [
    { lifecycle: undefined },
    { options: { certificate_transparency_logging_preference: "DISABLED" } },
  ]),
  "certificate-names": of("aws_acm_certificate", { domain_name: "example.com" }, [
    { domain_name: "*.example.com" },
    { subject_alternative_names: ["www.example.com", "*.example.com"] },
  ]),
  "zone-query-log": companion("aws_route53_zone", "aws_route53_query_log", "zone_id"),
  "zone-signed": companion("aws_route53_zone", "aws_route53_hosted_zone_dnssec", "hosted_zone_id"),
  "record-target": of("aws_route53_record", { alias: { name: "${aws_lb.it.dns_name}" } }, [
    { alias: { name: "one-1234567890.us-east-1.elb.amazonaws.com" } },
    { records: ["one.s3-website-us-east-1.amazonaws.com."] },
  ]),
  "vpc-flow-log": companion("aws_vpc", "aws_flow_log", "vpc_id"),
  "flow-log-all": of("aws_flow_log", { traffic_type: "ALL" }, [{ traffic_type: "REJECT" }]),
  "log-group-customer-key": key("aws_cloudwatch_log_group", "kms_key_id"),
  "log-group-retention": of("aws_cloudwatch_log_group", { retention_in_days: 30 }, [
    { retention_in_days: undefined },
    { retention_in_days: 0 },
  ]),
  "log-group-year": of("aws_cloudwatch_log_group", { retention_in_days: 365 }, [
    { retention_in_days: 180 },
    { retention_in_days: undefined },
  ]),
  "canary-artifacts-key": of(
    "aws_synthetics_canary",
    { artifact_config: { s3_encryption: { encryption_mode: "SSE_KMS", kms_key_arn: KEY } } },
    [{ artifact_config: undefined }, { artifact_config: { s3_encryption: { encryption_mode: "SSE_S3" } } }],
  ),
} satisfies Partial<Record<RuleId, Examples>>;
