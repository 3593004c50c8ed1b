/** Statistics of CloudWatch that are used here; `p95` and the like are percentiles. */
export type Statistic = "Average" | "Maximum" | "Minimum" | "Sum" | "SampleCount" | `p${number}`;

/** One metric of CloudWatch. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: Statistic;
}

/**
 * A value computed from metrics, which the expression calls by their keys: lower-case first.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export interface MetricMath {
  readonly expression: string;
  /** What the value is, shown in alarms and graphs. */
  readonly label: string;
  readonly metrics: Readonly<Record<string, Metric>>;
}

/** What an alarm watches and a graph shows. */
export type Signal = Metric | MetricMath;

export function isMath(signal: Signal): signal is MetricMath {
  return "expression" in signal;
}

/** Makes metrics of one namespace and one set of dimensions. */
export function metricsOf(namespace: string, dimensions: Readonly<Record<string, string>>) {
  return (name: string, stat: Statistic): Metric => ({ namespace, name, dimensions, stat });
}

/** The highest value of several metrics, such as those of the nodes of a cluster. */
export function highest(label: string, metrics: readonly [Metric, ...Metric[]]): Signal {
  const [only] = metrics;
  if (metrics.length === 1) return only;
  const named = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  return { expression: `MAX([${Object.keys(named).join(", ")}])`, label, metrics: named };
}

/** The sum of several metrics; where one has no value, it counts as 0. */
export function total(label: string, metrics: readonly [Metric, ...Metric[]]): Signal {
  const [only] = metrics;
  if (metrics.length === 1) return only;
  const named = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  const terms = Object.keys(named).map((id) => `FILL(${id}, 0)`);
  return { expression: terms.join(" + "), label, metrics: named };
}
