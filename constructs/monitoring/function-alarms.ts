import type { AlarmSpec } from "./alarm";
import { metricsOf } from "./metric";

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export function functionMetrics(name: string) {
  return metricsOf("AWS/Lambda", { FunctionName: name });
}

/**
 * Functions of the platform run rarely and matter each time, so one failure is a notice. Errors include those that
 * Lambda itself repeats; events that it gave up on count as well.
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
        expression: "FILL(errors, 0) + FILL(dropped, 0)",
        label: "Errors and dropped events",
        metrics: { errors: metric("Errors", "Sum"), dropped: metric("AsyncEventsDropped", "Sum") },
      },
      when: { is: ">", threshold: 0, periodSeconds: 300 },
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
