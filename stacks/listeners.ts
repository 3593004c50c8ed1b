import { Aspects, type TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { Listeners } from "../constructs/ecs/listeners";
import { InRegion } from "../constructs/in-region";
import { DNS_REGION } from "../constructs/location";
import { Alarm } from "../constructs/monitoring/alarm";
import { regionAlarm } from "../constructs/monitoring/edge-alarms";
import { Certificate } from "../constructs/route53/certificate";
import { RegionalRecords, type Routing } from "../constructs/route53/regional-records";
import { replication } from "../environments/config/replication";
import type { DomainConfig, Environment, Region, ServiceConfig } from "../environments/config/schema";
import type { PartVariable } from "../environments/config/variables";
import type { DnsStack } from "./dns-stack";
import type { ServiceStackProps } from "./service-stack";

/** Where requests of one region arrive. */
export interface Ingress {
  readonly listeners: Listeners;
  /** The address by the environment's domain. @default no domain */
  readonly publicUrl: string | undefined;
  /** ARN of the certificate, issued or not: {@link Certificate.requestedArn}. @default plain HTTP */
  readonly certificateArn: string | undefined;
  /** What a service behind the load balancer is told of the way to it. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Listeners of the load balancer, their certificate, and the names that lead to them.
 *
 * @param dnsProvider makes the provider of the region where Route 53 publishes its metrics
 */
export function addListeners(
  scope: Construct,
  props: ServiceStackProps,
  dnsProvider: () => TerraformProvider,
): Ingress {
  const { region, network, dns } = props;
  const { balancer } = props.ingress;
  const certificate =
    region.certificateArn === undefined ? dns && addCertificate(scope, dns, region) : undefined;
  const certificateArn = region.certificateArn ?? certificate?.arn;
  const { vpcId } = network.network;
  const listeners = new Listeners(scope, "listeners", { balancer, vpcId, certificateArn });
  if (dns !== undefined) {
    const healthCheckId = addRecords(scope, props, dns);
    if (dns.healthTopicArn !== undefined)
      watchHealthCheck(scope, props, healthCheckId, dns.healthTopicArn, dnsProvider());
  }
  const publicUrl = dns && `https://${dns.domain.name}`;
  return {
    listeners,
    certificateArn: region.certificateArn ?? certificate?.requestedArn,
    publicUrl,
    variables: variables(props, publicUrl),
  };
}

/** The service without paths is the load balancer's default, and comes before the rules of the others. */
export function routedFirst(services: Environment["services"]): [string, ServiceConfig][] {
  const rank = ({ route }: ServiceConfig) => (route === undefined ? 2 : Math.min(route.paths.length, 1));
  return Object.entries(services).sort(([, a], [, b]) => rank(a) - rank(b));
}

/**
 * One proxy in front: what it says of the client is true, and connections to it are kept for longer than it keeps
 * them. The names that lead to it are the application's own.
 */
function variables(
  { environment, dns }: ServiceStackProps,
  publicUrl: string | undefined,
): Record<string, string> {
  const { alternativeNames = [] } = dns?.domain ?? {};
  const domain: Partial<Record<PartVariable<"domain">, string>> = {
    ...(publicUrl !== undefined && { PUBLIC_URL: publicUrl }),
    ...(alternativeNames.length > 0 && { OWN_HOSTS: alternativeNames.join(",") }),
  };
  return {
    TRUST_PROXY_HOPS: "1",
    LOAD_BALANCER_IDLE_TIMEOUT_SECONDS: String(environment.loadBalancer.idleTimeoutSeconds),
    ...domain,
  };
}

function watchHealthCheck(
  scope: Construct,
  { at, environment }: ServiceStackProps,
  healthCheckId: string,
  topicArn: string,
  provider: TerraformProvider,
): void {
  const alarm = new Alarm(scope, "region-unhealthy", {
    ...regionAlarm(at.region, healthCheckId),
    at: { ...at, region: DNS_REGION, prefix: `${at.prefix}-dns` },
    runbookUrl: environment.monitoring.runbookUrl,
    topicArn,
  });
  Aspects.of(alarm).add(new InRegion(provider));
}

function addCertificate(
  scope: Construct,
  { domain, zoneId }: DnsStack,
  { name: region }: Region,
): Certificate {
  const names = [domain.name, ...domain.alternativeNames] as const;
  return new Certificate(scope, "certificate", { names, zoneId, region });
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
