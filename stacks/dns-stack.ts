import type { Construct } from "constructs";
import { Certificate } from "../constructs/route53/certificate";
import { HostedZone } from "../constructs/route53/hosted-zone";
import type { DomainConfig, Environment } from "../environments/config/schema";
import { PlatformStack, type PlatformStackProps } from "./platform-stack";

export interface DnsStackProps extends PlatformStackProps {
  readonly environment: Environment;
  readonly domain: DomainConfig;
}

/** The zone of an environment's domain, and a certificate for its names in every region. */
export class DnsStack extends PlatformStack {
  readonly zoneId: string;
  readonly domain: DomainConfig;
  private readonly certificate: Certificate | undefined;

  constructor(scope: Construct, id: string, props: DnsStackProps) {
    super(scope, id, props);
    const { at, environment, domain } = props;
    const zone = new HostedZone(this, "zone", {
      at,
      name: domain.zone.name ?? domain.name,
      create: domain.zone.create,
      queryLogDays: domain.zone.queryLogDays ?? environment.logs.retentionDays,
      deletionProtection: environment.deletionProtection,
    });
    this.zoneId = zone.id;
    this.domain = domain;
    const regions = environment.regions.filter(({ certificateArn }) => certificateArn === undefined);
    if (regions.length > 0) {
      this.certificate = new Certificate(this, "certificate", {
        names: [domain.name, ...domain.alternativeNames],
        zoneId: zone.id,
        providers: Object.fromEntries(regions.map(({ name }) => [name, this.providerOf(name)])),
      });
    }
    if (zone.nameServers !== undefined) {
      this.output("name_servers", zone.nameServers, "What the domain above must delegate to, as NS records");
    }
  }

  /** The certificate of a region that has none of its own. */
  certificateArn(region: string): string | undefined {
    return this.certificate?.arn(region);
  }
}
