/** Units of CloudWatch: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export type Unit = "Count" | "Percent" | "Milliseconds";

export interface Measurement {
  readonly name: string;
  readonly unit: Unit;
  readonly value: number | readonly number[];
}

/** Adds up until it is collected, then starts at zero again. */
export interface Counter {
  add(amount?: number): void;
}

/** Remembers values until they are collected. */
export interface Recorder {
  record(value: number): void;
}

type Collect = () => number | readonly number[] | undefined;

/**
 * Most values one metric may have in one Embedded Metric Format document:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
const maxValues = 100;

/** The metrics of this process. A name may be registered once. */
export class Metrics {
  readonly #registered = new Map<string, { unit: Unit; collect: Collect }>();

  /** Unit of every metric, by name. */
  get units(): ReadonlyMap<string, Unit> {
    return new Map([...this.#registered].map(([name, { unit }]) => [name, unit]));
  }

  /** Counts events; is collected as 0 when there were none, so that an alarm always has data. */
  counter(name: string): Counter {
    let total = 0;
    this.#register(name, "Count", () => {
      const collected = total;
      total = 0;
      return collected;
    });
    return {
      add: (amount = 1) => {
        total += amount;
      },
    };
  }

  /** Is read when it is collected; `undefined` leaves it out. */
  gauge(name: string, unit: Unit, read: () => number | undefined): void {
    this.#register(name, unit, read);
  }

  /** The largest value since the last collection: a short peak between two collections is seen. */
  peak(name: string, unit: Unit): Recorder {
    let largest: number | undefined;
    this.#register(name, unit, () => {
      const collected = largest;
      largest = undefined;
      return collected;
    });
    return {
      record: (value) => {
        if (largest === undefined || value > largest) largest = value;
      },
    };
  }

  /** A uniform sample of at most 100 values since the last collection (reservoir sampling), for percentiles. */
  distribution(name: string, unit: Unit): Recorder {
    let sample: number[] = [];
    let seen = 0;
    this.#register(name, unit, () => {
      const collected = sample;
      sample = [];
      seen = 0;
      return collected.length > 0 ? collected : undefined;
    });
    return {
      record: (value) => {
        seen += 1;
        if (sample.length < maxValues) {
          sample.push(value);
          return;
        }
        const index = Math.floor(Math.random() * seen);
        if (index < maxValues) sample[index] = value;
      },
    };
  }

  /** What was measured since the last call. */
  collect(): Measurement[] {
    const measurements: Measurement[] = [];
    for (const [name, { unit, collect }] of this.#registered) {
      const value = collect();
      if (value !== undefined) measurements.push({ name, unit, value });
    }
    return measurements;
  }

  #register(name: string, unit: Unit, collect: Collect): void {
    if (this.#registered.has(name)) throw new Error(`metric ${name} is registered twice`);
    this.#registered.set(name, { unit, collect });
  }
}
