import type { Thresholds } from "../../environments/config/monitoring";
import type { Location } from "../location";
import type { AlarmSpec } from "./alarm";
import { metricsOf, type Signal, total } from "./metric";

const DAY_SECONDS = 24 * 60 * 60;

/** https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html */
export function natMetrics(gatewayId: string) {
  return metricsOf("AWS/NATGateway", { NatGatewayId: gatewayId });
}

/** The sum over all NAT gateways. */
export function natTotal(gatewayIds: readonly string[], name: string): Signal | undefined {
  const [first, ...others] = gatewayIds.map((id) => natMetrics(id)(name, "Sum"));
  return first && total(name, [first, ...others]);
}

/** A NAT gateway without free ports refuses connections, to everything outside. */
export function natAlarms(gatewayIds: readonly string[]): AlarmSpec[] {
  const signal = natTotal(gatewayIds, "ErrorPortAllocation");
  if (signal === undefined) return [];
  return [
    {
      id: "nat-ports",
      runbook: "nat-ports",
      advice:
        "A NAT gateway has no port left for a connection to some address. Find the task that opens so many, or use an endpoint for that service.",
      signal,
      when: { is: ">", threshold: 0, periodSeconds: 300 },
      missing: "notBreaching",
    },
  ];
}

/**
 * ACM renews what it issued 60 days before the end, as long as the domain is proven; this alarm means that it could
 * not. The metric comes twice a day.
 * https://docs.aws.amazon.com/acm/latest/userguide/cloudwatch-metrics.html
 */
export function certificateAlarms(
  certificateArn: string,
  { edge: { certificateDays } }: Thresholds,
): AlarmSpec[] {
  return [
    {
      id: "certificate-expiry",
      runbook: "certificate-expiry",
      advice: `The certificate expires in less than ${certificateDays} days and was not renewed. Prove the domain again, or import a new one.`,
      signal: metricsOf("AWS/CertificateManager", { CertificateArn: certificateArn })(
        "DaysToExpiry",
        "Minimum",
      ),
      when: { is: "<", threshold: certificateDays, periodSeconds: DAY_SECONDS },
      missing: "ignore",
      essential: true,
    },
  ];
}

/** https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html */
export function firewallMetrics({ region }: Location, webAcl: string) {
  return metricsOf("AWS/WAFV2", { WebACL: webAcl, Region: region, Rule: "ALL" });
}

export function firewallAlarms(
  at: Location,
  webAcl: string,
  { edge: { blockedRequests } }: Thresholds,
): AlarmSpec[] {
  return [
    {
      id: "blocked-requests",
      runbook: "blocked-requests",
      advice: `The firewall blocked more than ${blockedRequests} requests in 5 minutes. It does its work; see whether users are among the blocked.`,
      signal: firewallMetrics(at, webAcl)("BlockedRequests", "Sum"),
      when: { is: ">", threshold: blockedRequests, periodSeconds: 300 },
      missing: "notBreaching",
    },
  ];
}

/**
 * Whether a region is answered for its names. Route 53 tells it in us-east-1 alone, wherever the region is.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html
 */
export function regionAlarm(region: string, healthCheckId: string): AlarmSpec {
  return {
    id: `region-unhealthy-${region}`,
    runbook: "region-unhealthy",
    advice: `The health check of ${region} fails: the domain's names lead to the other regions. Decide whether to move the database (docs/failover.md).`,
    signal: metricsOf("AWS/Route53", { HealthCheckId: healthCheckId })("HealthCheckStatus", "Minimum"),
    when: { is: "<", threshold: 1, periodSeconds: 60 },
    missing: "ignore",
    essential: true,
  };
}
