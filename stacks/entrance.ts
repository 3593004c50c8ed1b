import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import type { Construct } from "constructs";
import { LoadBalancer } from "../constructs/ecs/load-balancer";
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
}

/** Load balancer, the firewall in front of it, and the names that lead to it. */
export function addEntrance(scope: Construct, props: ServiceStackProps): Entrance {
  const { at, environment, region, network, dns } = props;
  const balancer = new LoadBalancer(scope, "load-balancer", {
    at,
    network: network.network,
    securityGroupId: network.securityGroups.loadBalancerId,
    certificateArn: region.certificateArn ?? issuedCertificate(scope, dns, region),
    ...environment.loadBalancer,
    deletionProtection: environment.deletionProtection,
  });
  if (environment.firewall.enabled) addFirewall(scope, props, balancer);
  else suppress(balancer, "load-balancer-firewall", "The environment does without a firewall.");
  if (dns !== undefined) addRecords(scope, props, dns, balancer);
  return { balancer, publicUrl: dns && `https://${dns.domain.name}` };
}

/** A listener takes a certificate only once ACM has issued it. */
function issuedCertificate(
  scope: Construct,
  dns: DnsStack | undefined,
  { name }: Region,
): string | undefined {
  const requested = dns?.certificateArn(name);
  if (requested === undefined) return undefined;
  return new AcmCertificateValidation(scope, "certificate-issued", { certificateArn: requested })
    .certificateArn;
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
): void {
  new RegionalRecords(scope, "records", {
    region: region.name,
    zoneId,
    names: [domain.name, ...domain.alternativeNames],
    target: balancer,
    routing: routing(environment, domain, region),
    healthCheck: { ...domain.healthCheck, path: healthPath(environment, domain, region) },
  });
}

function routing(environment: Environment, { routing: policy }: DomainConfig, { name }: Region): Routing {
  const { regions } = environment;
  if (regions.length === 1) return { policy: "only" };
  if (policy === "latency") return { policy };
  const primary = replication(environment)?.writer ?? regions[0]?.name;
  return { policy, role: primary === name ? "PRIMARY" : "SECONDARY" };
}

/** Requests follow the database: its primary region counts as failed once it takes no writes any more. */
function healthPath(environment: Environment, { routing, healthCheck }: DomainConfig, { name }: Region) {
  const writer = replication(environment)?.writer;
  const follows = writer !== undefined && (routing === "latency" || writer === name);
  return follows ? healthCheck.writerPath : healthCheck.path;
}
