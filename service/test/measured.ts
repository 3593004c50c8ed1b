import type { Metrics } from "../src/metrics/metrics.js";

/** What was measured since the last time, by name. */
export function measured(metrics: Metrics): Record<string, number | readonly number[]> {
  return Object.fromEntries(metrics.collect().map(({ name, value }) => [name, value]));
}
