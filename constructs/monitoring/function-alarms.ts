import type { AlarmSpec } from "./alarm";
import { metricsOf } from "./metric";

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export function functionMetrics(name: string) {
  return metricsOf("AWS/Lambda", { FunctionName: name });
}

/**
 * Functions of the platform run rarely and matter each time. Lambda repeats an event that failed twice, so what is
 * announced is the third error, or an event that was given up.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 *
 * @param purpose what the function is for
 */
export function functionAlarms(name: string, purpose: string): AlarmSpec[] {
  const metric = functionMetrics(name);
  return [
    {
      id: `function-${purpose}-errors`,
      runbook: "function-errors",
      advice: `The function ${purpose} failed. Read its log.`,
      signal: {
        expression: "IF(FILL(errors, 0) > 2 OR FILL(dropped, 0) > 0, 1, 0)",
        label: "An event failed three times, or was dropped",
        metrics: { errors: metric("Errors", "Sum"), dropped: metric("AsyncEventsDropped", "Sum") },
      },
      when: { is: ">", threshold: 0, periodSeconds: 900 },
      missing: "notBreaching",
    },
    {
      id: `function-${purpose}-throttles`,
      runbook: "function-throttles",
      advice: `Lambda refused to run the function ${purpose}: the account has too many at the same time.`,
      signal: metric("Throttles", "Sum"),
      when: { is: ">", threshold: 0, periodSeconds: 300 },
      missing: "notBreaching",
    },
  ];
}
