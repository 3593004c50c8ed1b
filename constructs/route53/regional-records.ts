import { Route53HealthCheck } from "@cdktf/provider-aws/lib/route53-health-check";
import { Route53Record, type Route53RecordConfig } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";

/** How a region shares the names with the others. */
export type Routing =
  | { readonly policy: "only" }
  | { readonly policy: "failover"; readonly role: "PRIMARY" | "SECONDARY" }
  | { readonly policy: "latency" };

export interface RegionalRecordsProps {
  readonly region: string;
  readonly zoneId: string;
  /** Every name that leads to the load balancer. */
  readonly names: readonly string[];
  /** The load balancer: its DNS name, and the zone that AWS keeps it in. */
  readonly target: { readonly dnsName: string; readonly zoneId: string };
  readonly routing: Routing;
  /** What is asked, from outside, to find out whether the region can serve. */
  readonly healthCheck: {
    readonly path: string;
    /** 10 or 30. */
    readonly intervalSeconds: number;
    /** 1–10. */
    readonly failureThreshold: number;
  };
}

/**
 * The names of an application in one region: alias records to its load balancer, answered only while the load
 * balancer has healthy targets and the region's health check succeeds.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html
 */
export class RegionalRecords extends Construct {
  readonly healthCheckId: string;

  constructor(scope: Construct, id: string, props: RegionalRecordsProps) {
    super(scope, id);
    const { target, zoneId, healthCheck } = props;
    // The checkers reach this region by the load balancer's own name; they accept its certificate for another.
    // https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html
    this.healthCheckId = new Route53HealthCheck(this, "health", {
      type: "HTTPS",
      fqdn: target.dnsName,
      port: 443,
      enableSni: true,
      resourcePath: healthCheck.path,
      requestInterval: healthCheck.intervalSeconds,
      failureThreshold: healthCheck.failureThreshold,
    }).id;
    for (const name of props.names) {
      for (const type of ["A", "AAAA"]) {
        new Route53Record(this, `${name}-${type}`, {
          zoneId,
          name,
          type,
          alias: { name: target.dnsName, zoneId: target.zoneId, evaluateTargetHealth: true },
          ...this.routing(props),
        });
      }
    }
  }

  /** A name that only one region answers has nothing to choose from, and takes no health check. */
  private routing({ region, routing }: RegionalRecordsProps): Partial<Route53RecordConfig> {
    if (routing.policy === "only") return {};
    const choice = { setIdentifier: region, healthCheckId: this.healthCheckId };
    return routing.policy === "latency"
      ? { ...choice, latencyRoutingPolicy: { region } }
      : { ...choice, failoverRoutingPolicy: { type: routing.role } };
  }
}
