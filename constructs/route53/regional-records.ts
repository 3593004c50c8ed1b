import { Route53HealthCheck } from "@cdktf/provider-aws/lib/route53-health-check";
import { Route53Record, type Route53RecordConfig } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";

/** How a region shares the names with the others, which may come later: all records of a name must have one policy. */
export type Routing =
  { readonly policy: "failover"; readonly role: "PRIMARY" | "SECONDARY" } | { readonly policy: "latency" };

export interface RegionalRecordsProps {
  readonly region: string;
  readonly zoneId: string;
  /** Every name that leads to the load balancer. */
  readonly names: readonly string[];
  /** The load balancer: its DNS name, and the zone that AWS keeps it in. */
  readonly target: { readonly dnsName: string; readonly zoneId: string };
  readonly routing: Routing;
  /** Whether other regions answer too. */
  readonly shared: boolean;
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
 * The names of an application in one region: alias records to its load balancer, answered only while the region's
 * health check succeeds; the only region, and the last one that is left, always answers.
 *
 * Where regions share the names, the health check alone decides: Route 53 takes a load balancer for unhealthy as soon as
 * one of its target groups has no healthy target, so a service that is just being added, or scaled to nothing, would
 * send all requests to the other region.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-failover-alias.html
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
    // No AAAA records: the load balancer has IPv4 addresses only.
    for (const name of props.names) {
      new Route53Record(this, `${name}-A`, {
        zoneId,
        name,
        type: "A",
        alias: { name: target.dnsName, zoneId: target.zoneId, evaluateTargetHealth: !props.shared },
        ...this.routing(props),
      });
    }
  }

  private routing({ region, routing }: RegionalRecordsProps): Partial<Route53RecordConfig> {
    const choice = { setIdentifier: region, healthCheckId: this.healthCheckId };
    return routing.policy === "latency"
      ? { ...choice, latencyRoutingPolicy: { region } }
      : { ...choice, failoverRoutingPolicy: { type: routing.role } };
  }
}
