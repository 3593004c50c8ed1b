import type { Config } from "../config/config.js";
import type { Logger } from "../log/logger.js";
import type { Measurement, Metrics } from "./metrics.js";

/** CloudWatch namespace of every metric of the service. */
export const namespace = "WebApp";

export interface Dimensions {
  readonly Environment: string;
  readonly Service: string;
}

/**
 * One document in Embedded Metric Format: CloudWatch Logs turns it into metrics, without an agent.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function emfDocument(
  measurements: readonly Measurement[],
  dimensions: Dimensions,
  timestamp: number,
): Record<string, unknown> {
  return {
    _aws: {
      Timestamp: timestamp,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [Object.keys(dimensions)],
          Metrics: measurements.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    ...dimensions,
    ...Object.fromEntries(measurements.map(({ name, value }) => [name, value])),
  };
}

export interface MetricsReporter {
  /** Writes what was measured since the last line, and stops. */
  stop(): void;
}

/** Writes the metrics to the log at a fixed interval, whatever the log level (but `silent`) is. */
export function reportMetrics(
  metrics: Metrics,
  config: Pick<Config, "environment" | "service" | "metricsIntervalMs">,
  log: Logger,
): MetricsReporter {
  const dimensions = { Environment: config.environment, Service: config.service.name };
  const lines = log.level === "silent" ? log : log.child({}, { level: "info" });
  const write = (): void => {
    const measurements = metrics.collect();
    if (measurements.length > 0) lines.info(emfDocument(measurements, dimensions, Date.now()), "metrics");
  };
  const timer = setInterval(write, config.metricsIntervalMs).unref();
  return {
    stop: () => {
      clearInterval(timer);
      write();
    },
  };
}
