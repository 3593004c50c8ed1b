import type { TerraformStack } from "cdktf";
import {
  deliveryLogName,
  deliveryStreamName,
  domainName,
  forwardingDeadLettersName,
} from "../constructs/analytics/names";
import { NodeFunction } from "../constructs/functions/node-function";
import type { Location } from "../constructs/location";
import type { WatchedService } from "../constructs/monitoring/application-metrics";
import type { WatchedCache } from "../constructs/monitoring/cache-alarms";
import type { WatchedDatabase } from "../constructs/monitoring/database-alarms";
import type { Monitored, WatchedFunction } from "../constructs/monitoring/monitored";
import type { WatchedSearch } from "../constructs/monitoring/search-alarms";
import { databaseIdentifier } from "../constructs/rds/identifier";
import { boundedName } from "../constructs/naming";
import { firewallName as nameOfFirewall } from "../constructs/security/names";
import { replication } from "../environments/config/replication";
import type {
  CacheConfig,
  DatabaseConfig,
  Environment,
  LogAnalyticsConfig,
} from "../environments/config/schema";
import { databaseConnections } from "./connection-share";
import type { NetworkStack } from "./network-stack";

/** What visitors meet, as its metrics call it. */
export interface MonitoredEntrance {
  /** Where the application answers. */
  readonly url: string;
  readonly loadBalancerArnSuffix: string;
  /** By service; services without requests have none. */
  readonly targetGroupArnSuffixes: ReadonlyMap<string, string>;
  /** ARN of the certificate. @default plain HTTP */
  readonly certificateArn: string | undefined;
}

export interface MonitoredParts {
  readonly at: Location;
  readonly environment: Environment;
  readonly network: NetworkStack;
  readonly service: MonitoredEntrance;
  /** The environment's stacks in this region. */
  readonly stacks: readonly TerraformStack[];
}

/**
 * What is there to watch. Names are computed as those who make the resources compute them (a test compares), so
 * that monitoring depends on other stacks only for what AWS itself names.
 */
export function monitored({ at, environment, network, service, stacks }: MonitoredParts): Monitored {
  const { cluster, database, cache, queue, monitoring } = environment;
  return {
    at,
    environment: environment.name,
    clusterName: at.prefix,
    containerInsights: cluster.containerInsights !== "disabled",
    services: servicesOf(environment),
    loadBalancer: {
      arnSuffix: service.loadBalancerArnSuffix,
      targets: service.targetGroupArnSuffixes,
      sleeps: Object.values(environment.services).some(
        ({ route, scaling }) => route !== undefined && scaling.schedules.some(({ max }) => max === 0),
      ),
    },
    natGatewayIds: network.natGatewayIds,
    certificateArn: service.certificateArn,
    firewall: firewallName(at, environment),
    database: database && watchedDatabase(environment, at, database),
    cache: cache && watchedCache(at, cache),
    queue: queue && {
      name: boundedName(`${at.prefix}-jobs`, "queue"),
      deadLetterName: boundedName(`${at.prefix}-jobs-dead`, "queue"),
    },
    functions: stacks.flatMap(functionsOf),
    search: environment.logAnalytics && watchedSearch(at, environment.logAnalytics),
    backupVault: isBackedUp(environment, at) ? boundedName(`${at.prefix}-backup`, "backupVault") : undefined,
    canaryMinutes: monitoring.canary.enabled ? monitoring.canary.everyMinutes : undefined,
    thresholds: monitoring.thresholds,
  };
}

/** Name of the web ACL; undefined where there is none. */
/** Backups are made of the database that takes writes; vaults of other regions hold copies. */
function isBackedUp(environment: Environment, { region }: Location): boolean {
  return environment.backup !== undefined && (replication(environment)?.writer ?? region) === region;
}

export function firewallName(at: Location, { firewall }: Environment): string | undefined {
  return firewall.enabled ? nameOfFirewall(at) : undefined;
}

function servicesOf({ services }: Environment): WatchedService[] {
  return Object.entries(services).map(([name, { metrics }]) => ({ name, metrics }));
}

function watchedDatabase(environment: Environment, at: Location, config: DatabaseConfig): WatchedDatabase {
  const between = replication(environment);
  const aurora = "readers" in config;
  const follows = between === undefined || between.writer === at.region ? undefined : between.writer;
  return {
    identifier: databaseIdentifier(environment, at.region),
    aurora,
    readers: aurora && config.readers > 0 && follows === undefined,
    follows,
    serverless: aurora && config.serverless !== undefined,
    storageGiB: aurora ? undefined : config.storage.sizeGiB,
    maxConnections: databaseConnections(config),
    proxyName: config.proxy ? boundedName(`${at.prefix}-proxy`, "database") : undefined,
  };
}

function watchedCache(at: Location, { nodes, nodeType }: CacheConfig): WatchedCache {
  return { replicationGroupId: boundedName(at.prefix, "cache"), nodes, nodeType };
}

function watchedSearch(at: Location, { volumeGiB }: LogAnalyticsConfig): WatchedSearch {
  return {
    account: at.account,
    domainName: domainName(at),
    volumeGiB,
    deliveryStreamName: deliveryStreamName(at),
    deliveryLogName: deliveryLogName(at),
    deadLetterName: forwardingDeadLettersName(at),
  };
}

/** Every function that any of the stacks holds: a new one is watched without being named here. */
function functionsOf(stack: TerraformStack): WatchedFunction[] {
  return stack.node
    .findAll()
    .filter((node) => node instanceof NodeFunction)
    .map(({ name, purpose }) => ({ name, purpose }));
}
