import type { Construct } from "constructs";
import { Listeners } from "../constructs/ecs/listeners";
import { Certificate } from "../constructs/route53/certificate";
import { RegionalRecords, type Routing } from "../constructs/route53/regional-records";
import { replication } from "../environments/config/replication";
import type { DomainConfig, Environment, Region } from "../environments/config/schema";
import type { DnsStack } from "./dns-stack";
import type { ServiceStackProps } from "./service-stack";

/** Where requests of one region arrive. */
export interface Ingress {
  readonly listeners: Listeners;
  /** The address by the environment's domain. @default no domain */
  readonly publicUrl: string | undefined;
  /** ARN of the certificate. @default plain HTTP */
  readonly certificateArn: string | undefined;
  /** Id of the health check that the domain's records follow. @default no domain */
  readonly healthCheckId: string | undefined;
}

/** Listeners of the load balancer, their certificate, and the names that lead to them. */
export function addListeners(scope: Construct, props: ServiceStackProps): Ingress {
  const { region, network, dns } = props;
  const { balancer } = props.ingress;
  const certificateArn = region.certificateArn ?? (dns && issuedCertificate(scope, dns, region));
  const { vpcId } = network.network;
  const listeners = new Listeners(scope, "listeners", { balancer, vpcId, certificateArn });
  const healthCheckId = dns && addRecords(scope, props, dns);
  return { listeners, certificateArn, healthCheckId, publicUrl: dns && `https://${dns.domain.name}` };
}

function issuedCertificate(scope: Construct, { domain, zoneId }: DnsStack, { name: region }: Region): string {
  const names = [domain.name, ...domain.alternativeNames] as const;
  return new Certificate(scope, "certificate", { names, zoneId, region }).arn;
}

function addRecords(
  scope: Construct,
  { environment, region, ingress }: ServiceStackProps,
  { domain, zoneId }: DnsStack,
): string {
  return new RegionalRecords(scope, "records", {
    region: region.name,
    zoneId,
    names: [domain.name, ...domain.alternativeNames],
    target: ingress.balancer,
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
