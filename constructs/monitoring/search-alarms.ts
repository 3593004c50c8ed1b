import type { Thresholds } from "../../environments/config/monitoring";
import type { AlarmSpec } from "./alarm";
import { metricsOf } from "./metric";
import { queueMetrics } from "./queue-alarms";

/** The search domain for logs, and what brings them there, as their metrics call them. */
export interface WatchedSearch {
  readonly account: string;
  readonly domainName: string;
  /** Volume of each data node. */
  readonly volumeGiB: number;
  readonly deliveryStreamName: string;
  /** Log group of what the stream could not deliver. */
  readonly deliveryLogName: string;
  /** Queue of batches that could not be forwarded to the stream. */
  readonly deadLetterName: string;
}

/** https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-cloudwatchmetrics.html */
export function domainMetrics({ account, domainName }: WatchedSearch) {
  return metricsOf("AWS/ES", { ClientId: account, DomainName: domainName });
}

/** https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html */
export function streamMetrics({ deliveryStreamName }: WatchedSearch) {
  return metricsOf("AWS/Firehose", { DeliveryStreamName: deliveryStreamName });
}

/** Signs of trouble that no search or line shows yet, each at least this high for that many quarters of an hour. */
const TROUBLE = [
  ["search-yellow", "ClusterStatus.yellow", 1, 4, "a shard has no copy on another node"],
  ["search-snapshot", "AutomatedSnapshotFailure", 1, 1, "its hourly snapshot failed"],
  ["search-key", "KMSKeyInaccessible", 1, 1, "its key is deleted or does not permit it any more"],
  ["search-leader-cpu", "MasterCPUUtilization", 50, 3, "its leading nodes are short of CPU"],
  ["search-leader-memory", "MasterJVMMemoryPressure", 95, 3, "its leading nodes are short of memory"],
  ["search-old-memory", "OldGenJVMMemoryPressure", 80, 3, "a node's long-lived memory runs full"],
] as const;

function domainTrouble(domain: ReturnType<typeof domainMetrics>): AlarmSpec[] {
  return TROUBLE.map(([id, metric, threshold, of, what]) => ({
    id,
    runbook: "search-trouble",
    advice: `The search domain still answers, but ${what}. Mend it before it does not.`,
    signal: domain(metric, "Maximum"),
    when: { is: ">=", threshold, periodSeconds: 900, of },
    missing: "notBreaching",
  }));
}

/** Free storage of a node below which an alarm goes off; the metric counts in MiB. */
export function freeMiB({ volumeGiB }: WatchedSearch, { search }: Thresholds): number {
  return Math.round((volumeGiB * 1024 * search.freeStoragePercent) / 100);
}

/**
 * What AWS recommends to watch, and whether log lines arrive.
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/cloudwatch-alarms.html
 *
 * A domain that is not made yet, or is being replaced, has no metrics: that is no trouble of its own, because users
 * do not feel it and CloudWatch keeps every line.
 */
export function searchAlarms(watched: WatchedSearch, thresholds: Thresholds): AlarmSpec[] {
  const { search: limits } = thresholds;
  const domain = domainMetrics(watched);
  const common = { missing: "notBreaching" } as const;
  return [
    {
      ...common,
      id: "search-red",
      runbook: "search-red",
      advice:
        "A part of the indexed logs can not be searched or written: the search domain has lost a shard.",
      signal: domain("ClusterStatus.red", "Maximum"),
      when: { is: ">=", threshold: 1, periodSeconds: 60, of: 5 },
    },
    ...domainTrouble(domain),
    {
      ...common,
      id: "search-blocked",
      runbook: "search-blocked",
      advice:
        "The search domain refuses to write, for lack of storage or memory. Log lines wait, and go to S3 after an hour.",
      signal: domain("ClusterIndexWritesBlocked", "Maximum"),
      when: { is: ">=", threshold: 1, periodSeconds: 300 },
    },
    {
      ...common,
      id: "search-storage",
      runbook: "search-storage",
      advice: `A node of the search domain has less than ${limits.freeStoragePercent} % of its storage left. Keep logs there for fewer days, or take larger volumes.`,
      signal: domain("FreeStorageSpace", "Minimum"),
      when: { is: "<", threshold: freeMiB(watched, thresholds), periodSeconds: 300, of: 3 },
    },
    {
      ...common,
      id: "search-cpu",
      runbook: "search-cpu",
      advice: `A node of the search domain uses more than ${limits.cpuPercent} % CPU for 15 minutes. Look for an expensive search, or take a larger type.`,
      signal: domain("CPUUtilization", "Maximum"),
      when: { is: ">", threshold: limits.cpuPercent, periodSeconds: 300, of: 3 },
    },
    {
      ...common,
      id: "search-memory",
      runbook: "search-memory",
      advice: `A node of the search domain uses more than ${limits.memoryPercent} % of its Java memory for 15 minutes, and may stop. Take a larger type.`,
      signal: domain("JVMMemoryPressure", "Maximum"),
      when: { is: ">", threshold: limits.memoryPercent, periodSeconds: 300, of: 3 },
    },
    {
      ...common,
      id: "log-delivery-delay",
      runbook: "log-delivery-delay",
      advice: `Log lines wait for more than ${limits.delaySeconds} s to be delivered to the search domain. Read the log of the delivery.`,
      signal: streamMetrics(watched)("DeliveryToAmazonOpenSearchService.DataFreshness", "Maximum"),
      when: { is: ">", threshold: limits.delaySeconds, periodSeconds: 300, of: 2 },
    },
    {
      ...common,
      id: "log-delivery-errors",
      runbook: "log-delivery-errors",
      advice:
        "Log lines could not be delivered to the search domain; the log of the delivery says why. What is not taken within an hour goes to S3.",
      // Firehose has no metric for documents that it gave up, but says each time why it could not deliver.
      signal: metricsOf("AWS/Logs", { LogGroupName: watched.deliveryLogName })("IncomingLogEvents", "Sum"),
      when: { is: ">", threshold: 0, periodSeconds: 300, of: 3, times: 2 },
    },
    {
      ...common,
      id: "log-dead-letters",
      runbook: "log-dead-letters",
      advice:
        "Batches of log lines could not be forwarded at all, and will be deleted in time. Mend the cause, then send them again.",
      signal: queueMetrics(watched.deadLetterName)("ApproximateNumberOfMessagesVisible", "Maximum"),
      when: { is: ">", threshold: 0, periodSeconds: 300 },
    },
  ];
}
