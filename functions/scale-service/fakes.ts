import type { GetMetricDataCommandInput, PutMetricDataCommandInput } from "@aws-sdk/client-cloudwatch";
import type { RegisterScalableTargetCommandInput } from "@aws-sdk/client-application-auto-scaling";
import type { ScalerOptions } from "./scaler";

/** Values of metrics by name: what they are at an instant, or nothing where nothing was reported. */
export type Metrics = Readonly<Record<string, (time: Date) => number | undefined>>;

/** CloudWatch with metrics that are computed, one value for each period. */
export class FakeCloudWatch {
  readonly published: PutMetricDataCommandInput[] = [];
  statusCode: "Complete" | "PartialData" = "Complete";

  constructor(private readonly metrics: Metrics) {}

  readonly client = {
    getMetricData: ({ StartTime, EndTime, MetricDataQueries = [] }: GetMetricDataCommandInput) => {
      const MetricDataResults = MetricDataQueries.map(({ Id, MetricStat }) => {
        const period = (MetricStat?.Period ?? 0) * 1000;
        const times: Date[] = [];
        for (let at = Number(StartTime); at < Number(EndTime); at += period) times.push(new Date(at));
        const value = this.metrics[MetricStat?.Metric?.MetricName ?? ""] ?? (() => undefined);
        const Timestamps = times.filter((time) => value(time) !== undefined);
        return { Id, StatusCode: this.statusCode, Timestamps, Values: Timestamps.map(value) };
      });
      return Promise.resolve({ MetricDataResults });
    },
    putMetricData: (input: PutMetricDataCommandInput) => {
      this.published.push(input);
      return Promise.resolve({});
    },
  } as unknown as ScalerOptions["cloudWatch"];
}

/** A scalable target. */
export class FakeTarget {
  readonly registered: RegisterScalableTargetCommandInput[] = [];

  constructor(
    public min: number,
    public max: number,
  ) {}

  readonly client = {
    describeScalableTargets: () =>
      Promise.resolve({ ScalableTargets: [{ MinCapacity: this.min, MaxCapacity: this.max }] }),
    registerScalableTarget: (input: RegisterScalableTargetCommandInput) => {
      if ((input.MinCapacity ?? 0) > this.max)
        throw new Error("Maximum capacity cannot be less than minimum");
      this.registered.push(input);
      this.min = input.MinCapacity ?? this.min;
      return Promise.resolve({});
    },
  } as unknown as ScalerOptions["autoScaling"];
}
