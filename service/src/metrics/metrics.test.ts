import { describe, expect, it, vi } from "vitest";
import { createTestLog } from "../../test/log.js";
import { measured } from "../../test/measured.js";
import { emfDocument, reportMetrics } from "./emf.js";
import { Metrics } from "./metrics.js";

describe("Metrics", () => {
  it("counts from zero again after each collection, and reports zero", () => {
    const metrics = new Metrics();
    const counter = metrics.counter("Things");
    counter.add();
    counter.add(4);
    expect(measured(metrics)).toEqual({ Things: 5 });
    expect(measured(metrics)).toEqual({ Things: 0 });
  });

  it("reads a gauge when it is collected, and leaves out what is not there", () => {
    const metrics = new Metrics();
    let value: number | undefined = 7;
    metrics.gauge("Level", "Percent", () => value);
    expect(metrics.collect()).toEqual([{ name: "Level", unit: "Percent", value: 7 }]);
    value = undefined;
    expect(metrics.collect()).toEqual([]);
  });

  it("remembers the peak since the last collection", () => {
    const metrics = new Metrics();
    const peak = metrics.peak("Peak", "Percent");
    for (const value of [3, 9, 1]) peak.record(value);
    expect(measured(metrics)).toEqual({ Peak: 9 });
    expect(measured(metrics)).toEqual({});
  });

  it("samples a distribution evenly, with at most 100 values", () => {
    const metrics = new Metrics();
    const distribution = metrics.distribution("Time", "Milliseconds");
    for (let value = 0; value < 10_000; value += 1) distribution.record(value);
    const sample = measured(metrics)["Time"] as number[];
    expect(sample).toHaveLength(100);
    // The mean of 100 uniform values is 5,000 ± 289; ten deviations never happen.
    const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length;
    expect(Math.abs(mean - 5000)).toBeLessThan(2890);
    distribution.record(1);
    expect(measured(metrics)["Time"]).toEqual([1]);
  });

  it("refuses a name that is taken", () => {
    const metrics = new Metrics();
    metrics.counter("Things");
    expect(() => metrics.counter("Things")).toThrow("metric Things is registered twice");
  });
});

describe("Embedded Metric Format", () => {
  it("has the shape that CloudWatch extracts metrics from", () => {
    const measurements = [
      { name: "Requests", unit: "Count", value: 3 },
      { name: "Latency", unit: "Milliseconds", value: [1, 2.5] },
    ] as const;
    expect(emfDocument(measurements, { Environment: "dev", Service: "web" }, 1_700_000_000_000)).toEqual({
      _aws: {
        Timestamp: 1_700_000_000_000,
        CloudWatchMetrics: [
          {
            Namespace: "WebApp",
            Dimensions: [["Environment", "Service"]],
            Metrics: [
              { Name: "Requests", Unit: "Count" },
              { Name: "Latency", Unit: "Milliseconds" },
            ],
          },
        ],
      },
      Environment: "dev",
      Service: "web",
      Requests: 3,
      Latency: [1, 2.5],
    });
  });

  it("is written at every interval, at the end, and whatever the log level is", () => {
    vi.useFakeTimers();
    const { log, lines } = createTestLog();
    log.level = "error";
    const metrics = new Metrics();
    const counter = metrics.counter("Requests");
    const config = { environment: "dev", service: { name: "web", version: "1" }, metricsIntervalMs: 60_000 };
    const reporter = reportMetrics(metrics, config, log);
    counter.add();
    vi.advanceTimersByTime(60_000);
    counter.add(2);
    reporter.stop();
    vi.advanceTimersByTime(600_000);
    expect(lines.map((line) => line["Requests"])).toEqual([1, 2]);
    vi.useRealTimers();
  });
});
