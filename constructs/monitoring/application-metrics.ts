import { metricsOf } from "./metric";

/** Namespace the application publishes its metrics in. */
export const APPLICATION_NAMESPACE = "WebApp";

/**
 * The metrics of the application that are shown or alarmed on, with the file below `service/src` that registers
 * each: a test reads them there, so that none can be renamed without notice.
 */
export const APPLICATION_METRICS = {
  Requests: "http/observe.ts",
  ServerErrors: "http/observe.ts",
  Latency: "http/observe.ts",
  DatabaseConnectionFailures: "db/poolGauge.ts",
  DatabasePoolSaturation: "db/poolGauge.ts",
  DatabasePoolWait: "db/poolGauge.ts",
  CacheHits: "cache/readThrough.ts",
  CacheMisses: "cache/readThrough.ts",
  CacheErrors: "cache/redisStore.ts",
  ClicksSent: "clicks/clickBuffer.ts",
  ClicksDropped: "clicks/clickBuffer.ts",
  ClickSendFailures: "clicks/clickBuffer.ts",
  ClicksCounted: "clicks/clickWorker.ts",
  ClickCountFailures: "clicks/clickWorker.ts",
  ClickMessagesInvalid: "clicks/clickWorker.ts",
} as const;

export type ApplicationMetric = keyof typeof APPLICATION_METRICS;

/** Metrics of one service, over all its tasks. */
export function applicationMetrics(environment: string, service: string) {
  const metric = metricsOf(APPLICATION_NAMESPACE, { Environment: environment, Service: service });
  return (name: ApplicationMetric, stat: Parameters<typeof metric>[1]) => metric(name, stat);
}

/** A service, and what decides which metrics it publishes. */
export interface WatchedService {
  readonly name: string;
  /** What the image was told to be: `web`, `worker`, or something else, which publishes nothing that is known. */
  readonly role: string;
  readonly database: boolean;
  readonly cache: boolean;
  readonly queue: boolean;
}
