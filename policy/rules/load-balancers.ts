import { every, mustBe, mustBeSet, mustBeTrue, mustHave, shown, where } from "../findings";
import { asList, isExpression, type Resource } from "../resource";
import { rules } from "../rule";

const isApplication = (balancer: Resource) =>
  balancer.get("load_balancer_type") === undefined || balancer.get("load_balancer_type") === "application";
const isPublic = (balancer: Resource) => balancer.get("internal") !== true;
const isEncrypted = (listener: Resource) => ["HTTPS", "TLS"].includes(String(listener.get("protocol")));

/**
 * Policies that Security Hub's ELB.17 accepts: TLS 1.2 and later with forward secrecy.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
const TLS_POLICIES = [
  "ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-TLS13-1-3-2021-06", "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
  "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04", "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
  "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04", "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
  "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09", "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
]; // prettier-ignore

export const loadBalancerRules = rules(
  {
    id: "load-balancer-access-logs",
    title: "Load balancers log every request.",
    severity: "medium",
    types: ["aws_lb"],
    rationale: "Who asked for what can not be found out later.",
    fix: "Set access_logs with enabled and a bucket, as LoadBalancer does.",
    controls: ["ELB.5", "CKV_AWS_91"],
    check: every(mustBeTrue("access_logs.enabled"), mustBeSet("access_logs.bucket")),
  },
  {
    id: "load-balancer-deletion-protection",
    title: "Load balancers can not be deleted by mistake.",
    severity: "medium",
    types: ["aws_lb"],
    rationale: "The application is gone, and a new load balancer has another address.",
    fix: "Set enable_deletion_protection.",
    controls: ["ELB.6", "CKV_AWS_150"],
    check: mustBeTrue("enable_deletion_protection"),
  },
  {
    id: "load-balancer-invalid-headers",
    title: "Load balancers drop headers that are not valid.",
    severity: "medium",
    types: ["aws_lb"],
    rationale: "What load balancer and application read differently lets requests be smuggled through.",
    fix: "Set drop_invalid_header_fields.",
    controls: ["ELB.4", "CKV_AWS_131", "AVD-AWS-0052"],
    check: where(isApplication, mustBeTrue("drop_invalid_header_fields")),
  },
  {
    id: "load-balancer-desync",
    title: "Load balancers guard against request smuggling.",
    severity: "medium",
    types: ["aws_lb"],
    rationale: "What load balancer and application read differently lets requests be smuggled through.",
    fix: 'Set desync_mitigation_mode to "defensive" or "strictest".',
    controls: ["ELB.12", "CKV_AWS_328"],
    check: where(isApplication, mustBe("desync_mitigation_mode", "defensive", "strictest")),
  },
  {
    id: "load-balancer-zones",
    title: "Load balancers stand in two zones at least.",
    severity: "medium",
    types: ["aws_lb"],
    rationale: "With its only zone, the application is gone.",
    fix: "Name two subnets of different zones.",
    controls: ["ELB.13"],
    check: (balancer) => {
      const subnets = asList(balancer.get("subnets")).length + balancer.blocks("subnet_mapping").length;
      return subnets >= 2 || isExpression(balancer.get("subnets")) ? undefined : shown(balancer, "subnets");
    },
  },
  {
    id: "load-balancer-firewall",
    title: "A web application firewall stands in front of every public load balancer.",
    severity: "medium",
    types: ["aws_lb"],
    rationale: "Known attacks reach the application.",
    fix: "Add an aws_wafv2_web_acl_association.",
    controls: ["ELB.16", "CKV2_AWS_28", "CKV2_AWS_76"],
    check: where(
      (balancer) => isApplication(balancer) && isPublic(balancer),
      mustHave("aws_wafv2_web_acl_association", "resource_arn"),
    ),
  },
  {
    id: "listener-tls",
    title: "Load balancers speak HTTPS; HTTP is redirected.",
    severity: "critical",
    types: ["aws_lb_listener", "aws_alb_listener"],
    rationale: "Somebody on the way could read and change everything, passwords included.",
    fix: "Give LoadBalancer a certificate.",
    controls: ["ELB.1", "CKV_AWS_2", "CKV2_AWS_20", "CKV_AWS_376", "AVD-AWS-0054"],
    check: where(
      (listener) => !isEncrypted(listener),
      every(
        mustBe("default_action.type", "redirect"),
        mustBe("default_action.redirect.protocol", "HTTPS"),
        mustBe("default_action.redirect.status_code", "HTTP_301", "HTTP_302"),
      ),
    ),
  },
  {
    id: "listener-tls-policy",
    title: "Load balancers accept TLS 1.2 and later, with forward secrecy.",
    severity: "high",
    types: ["aws_lb_listener", "aws_alb_listener"],
    rationale: "Older versions of TLS have known weaknesses.",
    fix: "Set ssl_policy to ELBSecurityPolicy-TLS13-1-2-2021-06, as LoadBalancer does.",
    controls: ["ELB.17", "CKV_AWS_103", "CKV2_AWS_74", "AVD-AWS-0047"],
    check: where(isEncrypted, every(mustBe("ssl_policy", ...TLS_POLICIES), mustBeSet("certificate_arn"))),
  },
  {
    id: "target-group-tls",
    title: "Load balancers reach their targets over TLS.",
    severity: "low",
    types: ["aws_lb_target_group", "aws_alb_target_group"],
    rationale: "Whoever listens inside of the VPC could read requests.",
    fix: "Set protocol to HTTPS, and let the application speak TLS.",
    controls: ["CKV_AWS_378"],
    source:
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
    check: where((group) => group.get("target_type") !== "lambda", mustBe("protocol", "HTTPS", "TLS")),
  },
  {
    id: "target-group-health-check",
    title: "Load balancers check the health of targets with a request.",
    severity: "low",
    types: ["aws_lb_target_group", "aws_alb_target_group"],
    rationale: "Requests go to targets that do not answer.",
    fix: "Set health_check with a path.",
    controls: ["CKV_AWS_261"],
    source:
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
    check: where(
      (group) => /^HTTPS?$/.test(String(group.get("protocol"))),
      every(mustBeSet("health_check.path"), mustNotDisable),
    ),
  },
);

function mustNotDisable(group: Resource) {
  return group.get("health_check.enabled") === false ? shown(group, "health_check.enabled") : undefined;
}
