import type { Thresholds } from "../../environments/config/monitoring";
import type { AlarmSpec } from "./alarm";
import { metricsOf } from "./metric";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export function queueMetrics(name: string) {
  return metricsOf("AWS/SQS", { QueueName: name });
}

/** Messages that nobody takes, and messages that nobody can process. SQS has no data for a queue at rest. */
export function queueAlarms(
  name: string,
  deadLetterName: string,
  { queue: { oldestSeconds } }: Thresholds,
): AlarmSpec[] {
  return [
    {
      id: "queue-age",
      runbook: "queue-age",
      advice: `A message has waited for more than ${oldestSeconds} s. See whether the workers run, and whether they keep up.`,
      signal: queueMetrics(name)("ApproximateAgeOfOldestMessage", "Maximum"),
      when: { is: ">", threshold: oldestSeconds, periodSeconds: 60, of: 5, times: 3 },
      missing: "notBreaching",
      group: "service",
    },
    {
      id: "dead-letters",
      runbook: "dead-letters",
      advice:
        "Messages that could not be processed lie in the dead-letter queue, and will be deleted in time. Read them, mend the cause, send them again.",
      signal: queueMetrics(deadLetterName)("ApproximateNumberOfMessagesVisible", "Maximum"),
      when: { is: ">", threshold: 0, periodSeconds: 300 },
      missing: "notBreaching",
      essential: true,
    },
  ];
}
