import type { Thresholds } from "../../environments/config/monitoring";
import type { AlarmSpec } from "./alarm";
import { metricsOf } from "./metric";

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html */
export function serviceMetrics(clusterName: string, serviceName: string) {
  return metricsOf("AWS/ECS", { ClusterName: clusterName, ServiceName: serviceName });
}

/** Tasks that have too much to do. Auto scaling adds tasks long before: it has reached its maximum, or fails. */
export function serviceAlarms(
  clusterName: string,
  service: string,
  { service: limits }: Thresholds,
): AlarmSpec[] {
  const metric = serviceMetrics(clusterName, service);
  const common = { group: "service", missing: "notBreaching" } as const;
  return [
    {
      ...common,
      id: `service-${service}-cpu`,
      runbook: "service-cpu",
      advice: `The tasks of ${service} use more than ${limits.cpuPercent} % CPU for 10 minutes although auto scaling adds tasks. See whether it has reached its maximum.`,
      signal: metric("CPUUtilization", "Average"),
      when: { is: ">", threshold: limits.cpuPercent, periodSeconds: 300, of: 2 },
    },
    {
      ...common,
      id: `service-${service}-memory`,
      runbook: "service-memory",
      advice: `The tasks of ${service} use more than ${limits.memoryPercent} % of their memory for 10 minutes. Tasks that run out of it are killed.`,
      signal: metric("MemoryUtilization", "Average"),
      when: { is: ">", threshold: limits.memoryPercent, periodSeconds: 300, of: 2 },
    },
  ];
}
