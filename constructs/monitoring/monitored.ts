import type { Thresholds } from "../../environments/config/monitoring";
import type { Location } from "../location";
import type { WatchedService } from "./application-metrics";
import type { WatchedCache } from "./cache-alarms";
import type { WatchedDatabase } from "./database-alarms";
import type { WatchedSearch } from "./search-alarms";

/** Everything an environment has in a region, as its metrics call it: what alarms and dashboard are made from. */
export interface Monitored {
  readonly at: Location;
  /** Name of the environment, a dimension of the application's metrics. */
  readonly environment: string;
  readonly clusterName: string;
  /** Whether Container Insights counts the tasks. */
  readonly containerInsights: boolean;
  readonly services: readonly WatchedService[];
  readonly loadBalancer: {
    readonly arnSuffix: string;
    /** Target groups by service. */
    readonly targets: ReadonlyMap<string, string>;
    /** Whether a service behind it is without tasks at times, by schedule. */
    readonly sleeps: boolean;
  };
  readonly natGatewayIds: readonly string[];
  readonly certificateArn: string | undefined;
  /** Name of the web ACL. */
  readonly firewall: string | undefined;
  readonly database: WatchedDatabase | undefined;
  readonly cache: WatchedCache | undefined;
  readonly queue: { readonly name: string; readonly deadLetterName: string } | undefined;
  /** The search domain for logs. */
  readonly search: WatchedSearch | undefined;
  readonly functions: readonly WatchedFunction[];
  /** Vault of the daily backups. */
  readonly backupVault: string | undefined;
  /** How often the public URL is checked, in minutes; undefined where it is not. */
  readonly canaryMinutes: number | undefined;
  readonly thresholds: Thresholds;
}

export interface WatchedFunction {
  readonly name: string;
  /** What it is for. */
  readonly purpose: string;
}
