import { Lazy } from "cdktf";
import type { Construct } from "constructs";
import { IndexSetup } from "../constructs/analytics/index-setup";
import { deliveryRole, LogDelivery, undeliveredBucket } from "../constructs/analytics/log-delivery";
import { LogForwarder } from "../constructs/analytics/log-forwarder";
import { SearchDomain } from "../constructs/analytics/search-domain";
import { failedTasksLog } from "../constructs/monitoring/failed-tasks";
import { Connection } from "../constructs/security/connection";
import { EncryptionKey } from "../constructs/security/encryption-key";
import type { SearchGroups } from "../constructs/security/security-groups";
import type { Environment, LogAnalyticsConfig } from "../environments/config/schema";
import type { NetworkStack } from "./network-stack";
import { PlatformStack, type PlatformStackProps } from "./platform-stack";

export interface AnalyticsStackProps extends PlatformStackProps {
  readonly environment: Environment;
  readonly config: LogAnalyticsConfig;
  readonly network: NetworkStack;
}

/**
 * Logs that can be searched and drawn: a domain, what brings log lines into it, and what keeps it in order. No other
 * stack reads anything of it; it comes after those whose log groups it reads.
 */
export class AnalyticsStack extends PlatformStack {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: AnalyticsStackProps,
  ) {
    super(scope, id, props);
    const { at, environment, config, network } = props;
    const groups = searchGroups(network);
    const keyArn = new EncryptionKey(this, "key", { at, purpose: "log-analytics" }).arn;
    const common = {
      at,
      keyArn,
      logKeyArn: network.logKeyArn,
      logRetentionDays: environment.logs.retentionDays,
    };
    const subnetIds = network.network.privateSubnetIds;
    const bucket = undeliveredBucket(this, "undelivered", {
      at,
      keyArn,
      days: config.failedDocumentDays,
      forceDestroy: !environment.deletionProtection,
    });
    const writer = deliveryRole(this, "delivery-role", at, bucket.arn, keyArn);
    const readers = config.readers.roleArns;
    const setup: IndexSetup = new IndexSetup(this, "setup", {
      ...common,
      // The domain is made with the role of the function that is told where the domain is.
      endpoint: Lazy.stringValue({ produce: () => domain.endpoint }),
      settings: {
        retentionDays: config.retentionDays,
        replicas: replicasOf(config),
        writerRoleArn: writer.arn,
        readerRoleArns: readers,
      },
      network: { subnetIds, securityGroupId: groups.setupId },
    });
    const domain = new SearchDomain(this, "domain", {
      ...common,
      ...config,
      subnetIds,
      securityGroupId: groups.domainId,
      masterRoleArn: setup.roleArn,
      clientRoleArns: [writer.arn, ...readers],
    });
    const stream = new LogDelivery(this, "delivery", {
      ...common,
      domainArn: domain.arn,
      network: { subnetIds: subnetIds.slice(0, config.zones), securityGroupId: groups.deliveryId },
      role: writer,
      bucket,
    });
    new LogForwarder(this, "forwarder", {
      ...common,
      environment: environment.name,
      logGroups: this.logGroups(),
      stream,
    });
    this.connect(groups);
    this.output(
      "search_dashboards_url",
      `https://${domain.endpoint}/_dashboards`,
      "Logs, from inside of the VPC",
    );
    this.output("search_security_group_id", groups.domainId, "Admits who may connect to the search domain");
    this.output("search_reader_role_arns", readers, "Who may search logs, with signed requests");
  }

  /** Everything that tasks write, and the tasks that failed. */
  private logGroups(): Record<string, string> {
    const { at, environment } = this.props;
    const names = [...Object.keys(environment.services), ...Object.keys(environment.tasks)];
    return {
      ...Object.fromEntries(names.map((name) => [name, `/${at.prefix}/${name}`])),
      "failed-tasks-log": failedTasksLog(at),
    };
  }

  private connect({ domainId: to, deliveryId, setupId }: SearchGroups): void {
    const { config, network } = this.props;
    new Connection(this, "delivery-to-search", { from: deliveryId, to, port: 443 });
    new Connection(this, "setup-to-search", { from: setupId, to, port: 443 });
    if (!config.readers.throughTasks) return;
    new Connection(this, "tasks-to-search", { from: network.securityGroups.tasksId, to, port: 443 });
  }
}

/** A copy in each zone, and at least two where there is a second node. */
function replicasOf({ nodes, zones }: LogAnalyticsConfig): number {
  return Math.min(nodes, Math.max(zones, 2)) - 1;
}

function searchGroups({ node, securityGroups }: NetworkStack): SearchGroups {
  if (securityGroups.search === undefined)
    throw new Error(`${node.path} has no security groups for a search domain`);
  return securityGroups.search;
}
