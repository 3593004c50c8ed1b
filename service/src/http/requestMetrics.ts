import type { RequestHandler } from "express";
import type { Metrics } from "../metrics/metrics.js";

/** Counts requests and server errors, and samples the time until the answer is sent. */
export function requestMetrics(metrics: Metrics): RequestHandler {
  const requests = metrics.counter("Requests");
  const serverErrors = metrics.counter("ServerErrors");
  const latency = metrics.distribution("Latency", "Milliseconds");
  return (_request, response, next) => {
    const started = performance.now();
    response.once("finish", () => {
      requests.add();
      if (response.statusCode >= 500) serverErrors.add();
      latency.record(performance.now() - started);
    });
    next();
  };
}
