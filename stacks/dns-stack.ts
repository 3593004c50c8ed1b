import type { Construct } from "constructs";
import { AlertTopic } from "../constructs/monitoring/alert-topic";
import { HostedZone } from "../constructs/route53/hosted-zone";
import type { DomainConfig, Environment } from "../environments/config/schema";
import { PlatformStack, type PlatformStackProps } from "./platform-stack";

export interface DnsStackProps extends PlatformStackProps {
  readonly environment: Environment;
  readonly domain: DomainConfig;
}

/**
 * The zone of an environment's domain, which must exist before the domain above can delegate to it, and who is told when
 * its names fail over.
 */
export class DnsStack extends PlatformStack {
  readonly zoneId: string;
  /** Topic for health checks, whose metrics are in this region only. @default one region, nothing to fail over to */
  readonly healthTopicArn: string | undefined;
  readonly domain: DomainConfig;

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
    if (environment.regions.length > 1) {
      const { emails, webhook } = environment.monitoring;
      const topicAt = { ...at, prefix: `${at.prefix}-dns` };
      this.healthTopicArn = new AlertTopic(this, "health-alerts", { at: topicAt, emails, webhook }).arn;
    }
    if (zone.nameServers !== undefined) {
      this.output("name_servers", zone.nameServers, "What the domain above must delegate to, as NS records");
    }
  }
}
