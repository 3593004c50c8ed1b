import type { MetricGroup } from "../../environments/config/services";
import { metricsOf } from "./metric";

/** Namespace the application publishes its metrics in. */
export const APPLICATION_NAMESPACE = "WebApp";

/**
 * What an application may publish, by group: a service states the groups that it has, and they are shown and alarmed
 * on. docs/your-application.md says what each metric means.
 */
export const APPLICATION_METRICS = {
  requests: ["Requests", "ServerErrors", "Latency"],
  database: ["DatabaseConnectionFailures", "DatabasePoolSaturation", "DatabasePoolWait"],
  cache: ["CacheHits", "CacheMisses", "CacheErrors"],
  sending: ["MessagesSent", "MessagesDropped", "MessageSendFailures"],
  receiving: ["MessagesHandled", "MessageFailures", "MessagesInvalid"],
} as const satisfies Readonly<Record<MetricGroup, readonly string[]>>;

export type ApplicationMetric = (typeof APPLICATION_METRICS)[MetricGroup][number];

/** Metrics of one service, over all its tasks. */
export function applicationMetrics(environment: string, service: string) {
  const metric = metricsOf(APPLICATION_NAMESPACE, { Environment: environment, Service: service });
  return (name: ApplicationMetric, stat: Parameters<typeof metric>[1]) => metric(name, stat);
}

/** A service, and which metrics it publishes. */
export interface WatchedService {
  readonly name: string;
  readonly metrics: readonly MetricGroup[];
}

/** Those of the services that publish a group. */
export function publishing(services: readonly WatchedService[], group: MetricGroup): WatchedService[] {
  return services.filter(({ metrics }) => metrics.includes(group));
}
