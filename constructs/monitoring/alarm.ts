import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmMetricQuery,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { arn, type Location } from "../location";
import { isMath, type Metric, type MetricMath, type Signal, type Statistic } from "./metric";

const OPERATORS = {
  ">": "GreaterThanThreshold",
  ">=": "GreaterThanOrEqualToThreshold",
  "<": "LessThanThreshold",
  "<=": "LessThanOrEqualToThreshold",
} as const;

/** When an alarm goes off: `times` of the last `of` periods are on the wrong side of the threshold. */
export interface Condition {
  readonly is: keyof typeof OPERATORS;
  readonly threshold: number;
  /** Length of a period in seconds: a multiple of 60, or 10, 20 or 30 for high-resolution metrics. */
  readonly periodSeconds: number;
  /** Periods looked at. @default 1 */
  readonly of?: number;
  /** Periods that must be on the wrong side. @default all of them */
  readonly times?: number;
}

/** One alarm, as data: what a test, the dashboard and the runbook look at as well. */
export interface AlarmSpec {
  /** End of its name, unique in environment and region. Lower-case, hyphens. */
  readonly id: string;
  /** Section of the runbook. */
  readonly runbook: string;
  /** What has happened and what to do, in one or two sentences. */
  readonly advice: string;
  readonly signal: Signal;
  readonly when: Condition;
  /**
   * What a period without data means: `notBreaching` where no data is no event, `breaching` where silence is the
   * failure, `ignore` where the state should stay as it was.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
   */
  readonly missing: "notBreaching" | "breaching" | "ignore";
  /** Whether it exists where an environment wants only the essential alarms. @default false */
  readonly essential?: boolean;
  /** The group that speaks for it. @default it sends its own notices */
  readonly group?: AlarmGroup;
  /** Whether the end of the trouble is worth a notice too. @default true */
  readonly tellsEnd?: boolean;
}

/** Alarms that send one notice together. */
export type AlarmGroup = "users" | "service" | "database" | "cache";

export interface AlarmProps extends AlarmSpec {
  readonly at: Location;
  /** Where the runbook is. */
  readonly runbookUrl: string;
  /** Topic that is told. @default nobody: other alarms or deployments look at this one */
  readonly topicArn?: string | undefined;
}

export function alarmName({ prefix }: Location, id: string): string {
  return `${prefix}-${id}`;
}

export function alarmArn(at: Location, id: string): string {
  return arn(at, "cloudwatch", `alarm:${alarmName(at, id)}`);
}

/** An alarm says what to do and where to read more: whoever it wakes knows neither. */
export function describeAlarm(advice: string, runbookUrl: string, section: string): string {
  const text = `${advice} Runbook: ${runbookUrl}#${section}`;
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  if (text.length > 1024)
    throw new Error(`the description of an alarm has more than 1024 characters: ${text}`);
  return text;
}

/** A CloudWatch alarm on a metric or on a value computed from several. */
export class Alarm extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: AlarmProps) {
    super(scope, id);
    const { at, signal, when, topicArn, tellsEnd = true } = props;
    const { of = 1, times = of } = when;
    this.name = new CloudwatchMetricAlarm(this, "Default", {
      alarmName: alarmName(at, props.id),
      alarmDescription: describeAlarm(props.advice, props.runbookUrl, props.runbook),
      comparisonOperator: OPERATORS[when.is],
      threshold: when.threshold,
      evaluationPeriods: of,
      datapointsToAlarm: times,
      treatMissingData: props.missing,
      ...(isMath(signal) ? math(signal, when.periodSeconds) : plain(signal, when.periodSeconds)),
      alarmActions: topicArn === undefined ? [] : [topicArn],
      okActions: topicArn === undefined || !tellsEnd ? [] : [topicArn],
      // An alarm that is given up goes after the composite alarm that named it has been changed.
      lifecycle: { createBeforeDestroy: true },
    }).alarmName;
  }
}

function plain({ namespace, name, dimensions, stat }: Metric, period: number) {
  return {
    namespace,
    metricName: name,
    dimensions: { ...dimensions },
    period,
    ...(isPercentile(stat)
      ? // A percentile of a handful of requests is one request's luck.
        { extendedStatistic: stat, evaluateLowSampleCountPercentiles: "ignore" }
      : { statistic: stat }),
  };
}

function math({ expression, label, metrics }: MetricMath, period: number) {
  const metricQuery: CloudwatchMetricAlarmMetricQuery[] = [
    { id: "value", expression, label, returnData: true },
    ...Object.entries(metrics).map(([id, { namespace, name, dimensions, stat }]) => ({
      id,
      metric: { namespace, metricName: name, dimensions: { ...dimensions }, period, stat },
    })),
  ];
  return { metricQuery };
}

function isPercentile(stat: Statistic): boolean {
  return stat.startsWith("p");
}
