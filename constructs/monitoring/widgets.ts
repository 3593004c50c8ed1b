import { isMath, type Metric, type Signal } from "./metric";

/** A widget without its place: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export interface Widget {
  readonly type: "text" | "metric" | "alarm";
  readonly properties: Readonly<Record<string, unknown>>;
}

/** One line of a graph. */
export interface Line {
  readonly label: string;
  readonly signal: Signal;
}

export interface GraphProps {
  readonly title: string;
  readonly region: string;
  readonly lines: readonly Line[];
  /** Length of a period in seconds. @default 60 */
  readonly periodSeconds?: number;
  /** What the vertical axis counts. @default the metric's own unit */
  readonly unit?: string;
  /** Where an alarm goes off, drawn as a line. @default none */
  readonly limit?: number | undefined;
  /** Whether areas are put on top of each other. @default false */
  readonly stacked?: boolean;
}

export function text(markdown: string): Widget {
  return { type: "text", properties: { markdown } };
}

/** The state of alarms, those that go off first. */
export function alarmStates(title: string, alarms: readonly string[]): Widget {
  return { type: "alarm", properties: { title, alarms, sortBy: "stateUpdatedTimestamp" } };
}

/** A graph over time. Its axis starts at 0: what is small should look small. */
export function graph({ title, region, lines, ...props }: GraphProps): Widget {
  const { periodSeconds = 60, unit, limit, stacked = false } = props;
  return {
    type: "metric",
    properties: {
      title,
      view: "timeSeries",
      stacked,
      region,
      period: periodSeconds,
      metrics: lines.flatMap(({ label, signal }, index) => rows(label, signal, index)),
      yAxis: { left: { min: 0, showUnits: false, ...(unit !== undefined && { label: unit }) } },
      ...(limit !== undefined && {
        annotations: { horizontal: [{ label: "alarm", value: limit, color: "#d62728" }] },
      }),
    },
  };
}

/** A computed line hides the metrics it is computed from; their ids must be unique in the graph. */
function rows(label: string, signal: Signal, line: number): unknown[] {
  if (!isMath(signal)) return [[...path(signal), { label, stat: signal.stat }]];
  const renamed = (id: string) => `l${line}_${id}`;
  const ids = Object.keys(signal.metrics);
  const expression = ids.reduce(
    (text, id) => text.replace(new RegExp(`\\b${id}\\b`, "g"), renamed(id)),
    signal.expression,
  );
  return [
    [{ id: `l${line}`, expression, label }],
    ...Object.entries(signal.metrics).map(([id, metric]) => [
      ...path(metric),
      { id: renamed(id), stat: metric.stat, visible: false },
    ]),
  ];
}

function path({ namespace, name, dimensions }: Metric): string[] {
  return [namespace, name, ...Object.entries(dimensions).flat()];
}
