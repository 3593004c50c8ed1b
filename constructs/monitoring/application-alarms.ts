import type { Thresholds } from "../../environments/config/monitoring";
import type { AlarmSpec } from "./alarm";
import { applicationMetrics, publishing, type WatchedService } from "./application-metrics";
import { total } from "./metric";

/** Id of the alarm that all others are quiet for. */
export const DATABASE_UNREACHABLE = "database-unreachable";

/** Alarms on what the application says of itself. */
export function applicationAlarms(
  environment: string,
  services: readonly WatchedService[],
  thresholds: Thresholds,
): AlarmSpec[] {
  return [
    ...services.flatMap((service) => serviceOwn(environment, service, thresholds)),
    ...databaseUnreachable(environment, services, thresholds),
    ...queueFailures(environment, services),
  ];
}

function serviceOwn(
  environment: string,
  { name, metrics }: WatchedService,
  { application: limits, loadBalancer: { minRequests } }: Thresholds,
): AlarmSpec[] {
  const metric = applicationMetrics(environment, name);
  const alarms: AlarmSpec[] = [];
  if (metrics.includes("requests")) {
    alarms.push({
      id: `service-${name}-errors`,
      runbook: "application-errors",
      advice: `${name} itself answers more than ${limits.errorPercent} % of its requests with status 5XX. The saved query "errors" shows why.`,
      signal: {
        expression: `IF(requests >= ${minRequests}, 100 * errors / requests, 0)`,
        label: "Failed requests in percent",
        metrics: { requests: metric("Requests", "Sum"), errors: metric("ServerErrors", "Sum") },
      },
      when: { is: ">", threshold: limits.errorPercent, periodSeconds: 300 },
      missing: "notBreaching",
      group: "users",
    });
  }
  if (metrics.includes("database")) {
    alarms.push({
      id: `service-${name}-database-pool`,
      runbook: "database-pool",
      advice: `Requests of ${name} wait for a database connection: ${limits.poolPercent} % of a task's pool are taken. Look for slow queries; then raise DB_POOL_MAX or the number of tasks.`,
      signal: metric("DatabasePoolSaturation", "Maximum"),
      when: { is: ">=", threshold: limits.poolPercent, periodSeconds: 60, of: 5 },
      missing: "notBreaching",
      group: "database",
    });
  }
  if (metrics.includes("cache")) {
    alarms.push(
      {
        id: `service-${name}-cache-hits`,
        runbook: "cache-hits",
        advice: `Less than ${limits.cacheHitPercent} % of the cached reads of ${name} find their value in the cache; the database serves the rest.`,
        signal: {
          expression: `IF(hits + misses >= ${minRequests}, 100 * hits / (hits + misses), 100)`,
          label: "Cache hits in percent",
          metrics: { hits: metric("CacheHits", "Sum"), misses: metric("CacheMisses", "Sum") },
        },
        when: { is: "<", threshold: limits.cacheHitPercent, periodSeconds: 300, of: 3 },
        missing: "notBreaching",
        group: "cache",
      },
      {
        id: `service-${name}-cache-errors`,
        runbook: "cache-errors",
        advice: `${name} can't use the cache: requests are served from the database. See whether its nodes are up.`,
        signal: metric("CacheErrors", "Sum"),
        when: { is: ">", threshold: limits.cacheErrors, periodSeconds: 300 },
        missing: "notBreaching",
        group: "cache",
      },
    );
  }
  if (metrics.includes("sending")) {
    alarms.push({
      id: `service-${name}-dropped-messages`,
      runbook: "dropped-messages",
      advice: `${name} dropped messages: it could not reach the queue for so long that its memory for them was full. They are lost.`,
      signal: metric("MessagesDropped", "Sum"),
      when: { is: ">", threshold: 0, periodSeconds: 300 },
      missing: "notBreaching",
      essential: true,
    });
  }
  return alarms;
}

/** One alarm over all services: they share the database, so its failure is one failure. */
function databaseUnreachable(
  environment: string,
  services: readonly WatchedService[],
  { application: { connectionFailures } }: Thresholds,
): AlarmSpec[] {
  const [first, ...others] = publishing(services, "database").map(({ name }) =>
    applicationMetrics(environment, name)("DatabaseConnectionFailures", "Sum"),
  );
  if (first === undefined) return [];
  return [
    {
      id: DATABASE_UNREACHABLE,
      runbook: DATABASE_UNREACHABLE,
      advice:
        "The application can't connect to its database. Other notices are held back while that is so. See the events of the database first.",
      signal: total("Failed connections", [first, ...others]),
      when: { is: ">", threshold: connectionFailures, periodSeconds: 60, of: 3, times: 2 },
      missing: "notBreaching",
      essential: true,
    },
  ];
}

/** Sending or handling fails again and again; single failures are repeated by the application. */
function queueFailures(environment: string, services: readonly WatchedService[]): AlarmSpec[] {
  const failures = (group: "sending" | "receiving", name: "MessageSendFailures" | "MessageFailures") =>
    publishing(services, group).map((service) => applicationMetrics(environment, service.name)(name, "Sum"));
  const [first, ...others] = [
    ...failures("sending", "MessageSendFailures"),
    ...failures("receiving", "MessageFailures"),
  ];
  if (first === undefined) return [];
  return [
    {
      id: "queue-failures",
      runbook: "queue-failures",
      advice:
        "Messages can't be sent to the queue, or are not handled. None is lost yet: they wait in memory, or in the queue.",
      signal: total("Failed attempts", [first, ...others]),
      when: { is: ">", threshold: 0, periodSeconds: 60, of: 5 },
      missing: "notBreaching",
      group: "service",
    },
  ];
}
