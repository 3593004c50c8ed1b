import type { Construct } from "constructs";
import { LoadBalancer } from "../constructs/ecs/load-balancer";
import { Certificate } from "../constructs/route53/certificate";
import { RegionalRecords, type Routing } from "../constructs/route53/regional-records";
import { WebAcl } from "../constructs/security/web-acl";
import { MANAGED_RULE_GROUPS } from "../environments/config/firewall";
import { replication } from "../environments/config/replication";
import type { DomainConfig, Environment, Region } from "../environments/config/schema";
import { suppress } from "../policy/suppression";
import type { DnsStack } from "./dns-stack";
import type { ServiceStackProps } from "./service-stack";

/** Where requests of one region come in. */
export interface Entrance {
  readonly balancer: LoadBalancer;
  /** The address by the environment's domain. @default no domain */
  readonly publicUrl: string | undefined;
  /** ARN of the certificate. @default plain HTTP */
  readonly certificateArn: string | undefined;
  /** Id of the health check that the domain's records follow. @default no domain */
  readonly healthCheckId: string | undefined;
}

/** Load balancer, the firewall in front of it, and the names that lead to it. */
export function addEntrance(scope: Construct, props: ServiceStackProps): Entrance {
  const { at, environment, region, network, dns } = props;
  const certificateArn = region.certificateArn ?? (dns && issuedCertificate(scope, dns, region));
  const balancer = new LoadBalancer(scope, "load-balancer", {
    at,
    network: network.network,
    securityGroupId: network.securityGroups.loadBalancerId,
    certificateArn,
    ...environment.loadBalancer,
    deletionProtection: environment.deletionProtection,
  });
  if (environment.firewall.enabled) addFirewall(scope, props, balancer);
  else suppress(balancer, "load-balancer-firewall", "The environment does without a firewall.");
  const healthCheckId = dns && addRecords(scope, props, dns, balancer);
  return { balancer, certificateArn, healthCheckId, publicUrl: dns && `https://${dns.domain.name}` };
}

function issuedCertificate(scope: Construct, { domain, zoneId }: DnsStack, { name: region }: Region): string {
  const names = [domain.name, ...domain.alternativeNames] as const;
  return new Certificate(scope, "certificate", { names, zoneId, region }).arn;
}

function addFirewall(
  scope: Construct,
  { at, environment, network }: ServiceStackProps,
  balancer: LoadBalancer,
): void {
  const { overrides, logRetentionDays = environment.logs.retentionDays, ...settings } = environment.firewall;
  new WebAcl(scope, "firewall", {
    ...settings,
    at,
    resourceArn: balancer.arn,
    groups: MANAGED_RULE_GROUPS.map((name) => ({
      name,
      // Visitors behind a VPN or a proxy are no attackers; how many there are is worth knowing.
      countOnly: name === "AWSManagedRulesAnonymousIpList",
      overrides: overrides[name] ?? {},
    })),
    logKeyArn: network.logKeyArn,
    logRetentionDays,
  });
}

function addRecords(
  scope: Construct,
  { environment, region }: ServiceStackProps,
  { domain, zoneId }: DnsStack,
  balancer: LoadBalancer,
): string {
  return new RegionalRecords(scope, "records", {
    region: region.name,
    zoneId,
    names: [domain.name, ...domain.alternativeNames],
    target: balancer,
    routing: routing(environment, domain, region),
    shared: environment.regions.length > 1,
    healthCheck: { ...domain.healthCheck, path: healthPath(environment, domain, region) },
  }).healthCheckId;
}

/**
 * The role belongs to the place in `regions` and never moves: Route 53 refuses a second PRIMARY, so two stacks that are
 * deployed one after the other could never exchange roles. After a failover, the first region's check fails for as long
 * as its database takes no writes, and requests stay with the second.
 */
function routing({ regions }: Environment, { routing: policy }: DomainConfig, { name }: Region): Routing {
  if (policy === "latency") return { policy };
  return { policy, role: regions[0]?.name === name ? "PRIMARY" : "SECONDARY" };
}

/** Requests follow the database: a region counts as failed while it takes no writes, but the second one of two. */
function healthPath(
  environment: Environment,
  { routing: policy, healthCheck }: DomainConfig,
  { name }: Region,
) {
  const follows = policy === "latency" || environment.regions[0]?.name === name;
  const { path = entranceOf(environment)?.healthCheck.path ?? "/", writerPath = path } = healthCheck;
  return follows && replication(environment) !== undefined ? writerPath : path;
}

/** The route of the service that gets what no other one claims. */
function entranceOf({ services }: Environment) {
  return Object.values(services).find(({ route }) => route?.paths.length === 0)?.route;
}
