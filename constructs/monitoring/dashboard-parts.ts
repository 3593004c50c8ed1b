import {
  applicationMetrics,
  publishing,
  type ApplicationMetric,
  type WatchedService,
} from "./application-metrics";
import { cacheCpu, nodeMetrics } from "./cache-alarms";
import { section } from "./dashboard-rows";
import {
  databaseMetrics,
  proxyMetrics,
  readerMetrics,
  regionLag,
  type WatchedDatabase,
} from "./database-alarms";
import { natTotal } from "./edge-alarms";
import { functionMetrics } from "./function-alarms";
import type { Row } from "./grid";
import { highest, type Statistic } from "./metric";
import type { Monitored } from "./monitored";
import { queueMetrics } from "./queue-alarms";
import { domainMetrics, freeMiB, streamMetrics } from "./search-alarms";
import { graph, type Line, type Widget } from "./widgets";

/** What the application says of itself. */
export function applicationRows({ at, environment, services, thresholds }: Monitored): Row<Widget>[] {
  const web = publishing(services, "requests");
  const lines = (
    of: readonly WatchedService[],
    name: ApplicationMetric,
    stat: Statistic,
    what: string,
  ): Line[] =>
    of.map((service) => ({
      label: `${service.name} ${what}`,
      signal: applicationMetrics(environment, service.name)(name, stat),
    }));
  const draw = (
    title: string,
    of: readonly Line[],
    extra: { unit?: string; limit?: number } = {},
  ): Widget[] => (of.length === 0 ? [] : [graph({ title, region: at.region, lines: of, ...extra })]);
  const stored = publishing(services, "database");
  const cached = publishing(services, "cache");
  const senders = publishing(services, "sending");
  const receivers = publishing(services, "receiving");
  return section("Application", [
    ...draw("Requests and errors", [
      ...lines(web, "Requests", "Sum", "requests"),
      ...lines(web, "ServerErrors", "Sum", "errors"),
    ]),
    ...draw("Latency", lines(web, "Latency", "p95", "p95"), { unit: "milliseconds" }),
    ...draw("Database pool, at its peak", lines(stored, "DatabasePoolSaturation", "Maximum", "taken"), {
      unit: "percent",
      limit: thresholds.application.poolPercent,
    }),
    ...draw(
      "Database connections that failed",
      lines(stored, "DatabaseConnectionFailures", "Sum", "failed"),
      {
        limit: thresholds.application.connectionFailures,
      },
    ),
    ...draw("Wait for a database connection", lines(stored, "DatabasePoolWait", "p95", "p95"), {
      unit: "milliseconds",
    }),
    ...draw("Cache", [
      ...lines(cached, "CacheHits", "Sum", "hits"),
      ...lines(cached, "CacheMisses", "Sum", "misses"),
      ...lines(cached, "CacheErrors", "Sum", "errors"),
    ]),
    ...draw("Messages", [
      ...lines(senders, "MessagesSent", "Sum", "sent"),
      ...lines(receivers, "MessagesHandled", "Sum", "handled"),
      ...lines(senders, "MessagesDropped", "Sum", "dropped"),
    ]),
    ...draw("Messages that failed", [
      ...lines(senders, "MessageSendFailures", "Sum", "sending"),
      ...lines(receivers, "MessageFailures", "Sum", "handling"),
      ...lines(receivers, "MessagesInvalid", "Sum", "invalid"),
    ]),
  ]);
}

export function databaseRows({ at, database, thresholds }: Monitored): Row<Widget>[] {
  if (database === undefined) return [];
  const { region } = at;
  const metric = databaseMetrics(database);
  const reader = readerMetrics(database);
  const both = (name: string, stat: Statistic): Line[] => [
    { label: nameOf(database), signal: metric(name, stat) },
    ...(database.readers ? [{ label: "readers", signal: reader(name, stat) }] : []),
  ];
  const graphs = [
    graph({
      title: "CPU",
      region,
      unit: "percent",
      lines: both("CPUUtilization", "Average"),
      limit: thresholds.database.cpuPercent,
    }),
    graph({ title: "Connections", region, lines: both("DatabaseConnections", "Maximum") }),
    graph({ title: "Free memory", region, unit: "bytes", lines: both("FreeableMemory", "Minimum") }),
    graph({
      title: "Latency of the volume",
      region,
      unit: "seconds",
      lines: [
        { label: "read", signal: metric("ReadLatency", "Average") },
        { label: "write", signal: metric("WriteLatency", "Average") },
      ],
    }),
  ];
  if (database.storageGiB !== undefined) {
    const lines = [{ label: "free", signal: metric("FreeStorageSpace", "Minimum") }];
    graphs.push(graph({ title: "Free storage", region, unit: "bytes", lines }));
  }
  if (database.readers) {
    const lines = [{ label: "lag", signal: reader("AuroraReplicaLag", "Maximum") }];
    graphs.push(graph({ title: "Replica lag", region, unit: "milliseconds", lines }));
  }
  if (database.follows !== undefined) {
    const { follows } = database;
    const lines = [{ label: "lag", signal: regionLag(database, follows) }];
    const limit = thresholds.database.regionLagSeconds;
    graphs.push(graph({ title: `Behind ${follows}`, region, unit: "seconds", lines, limit }));
  }
  if (database.serverless) {
    const lines = both("ACUUtilization", "Average");
    graphs.push(graph({ title: "Capacity in use", region, unit: "percent", lines }));
  }
  if (database.proxyName !== undefined) {
    const signal = proxyMetrics(database.proxyName)("DatabaseConnectionsBorrowLatency", "Average");
    graphs.push(
      graph({
        title: "Wait for the proxy",
        region,
        unit: "microseconds",
        lines: [{ label: "wait", signal }],
      }),
    );
  }
  return section("Database", graphs);
}

/** Whose metrics those of the database are. */
function nameOf({ aurora, follows }: WatchedDatabase): string {
  if (!aurora) return "database";
  return follows === undefined ? "writer" : "readers";
}

export function cacheRows({ at, cache, thresholds }: Monitored): Row<Widget>[] {
  if (cache === undefined) return [];
  const { region } = at;
  const worst = (name: string, stat: Statistic) => highest(name, nodeMetrics(cache, name, stat));
  const draw = (title: string, signal: Line["signal"], extra: { unit?: string; limit?: number } = {}) =>
    graph({ title, region, lines: [{ label: "busiest node", signal }], ...extra });
  return section("Cache", [
    draw("CPU", cacheCpu(cache), { unit: "percent", limit: thresholds.cache.cpuPercent }),
    draw("Memory", worst("DatabaseMemoryUsagePercentage", "Average"), {
      unit: "percent",
      limit: thresholds.cache.memoryPercent,
    }),
    draw("Evictions", worst("Evictions", "Sum")),
    draw("Connections", worst("CurrConnections", "Maximum")),
    ...(cache.nodes > 1
      ? [draw("Replication lag", worst("ReplicationLag", "Maximum"), { unit: "seconds" })]
      : []),
  ]);
}

export function queueRows({ at, queue, thresholds }: Monitored): Row<Widget>[] {
  if (queue === undefined) return [];
  const { region } = at;
  const metric = queueMetrics(queue.name);
  return section("Queue", [
    graph({
      title: "Messages",
      region,
      lines: [
        { label: "waiting", signal: metric("ApproximateNumberOfMessagesVisible", "Maximum") },
        { label: "in work", signal: metric("ApproximateNumberOfMessagesNotVisible", "Maximum") },
      ],
    }),
    graph({
      title: "Age of the oldest message",
      region,
      unit: "seconds",
      lines: [{ label: "age", signal: metric("ApproximateAgeOfOldestMessage", "Maximum") }],
      limit: thresholds.queue.oldestSeconds,
    }),
    graph({
      title: "Dead letters",
      region,
      lines: [
        {
          label: "dead letters",
          signal: queueMetrics(queue.deadLetterName)("ApproximateNumberOfMessagesVisible", "Maximum"),
        },
      ],
    }),
  ]);
}

/** The search domain for logs, and what brings them there. */
export function searchRows({ at, search, thresholds }: Monitored): Row<Widget>[] {
  if (search === undefined) return [];
  const { region } = at;
  const metric = domainMetrics(search);
  const stream = streamMetrics(search);
  return section("Log analytics", [
    graph({
      title: "Log lines",
      region,
      lines: [
        { label: "taken in", signal: stream("IncomingRecords", "Sum") },
        { label: "delivered", signal: stream("DeliveryToAmazonOpenSearchService.Records", "Sum") },
      ],
    }),
    graph({
      title: "Age of the oldest line not delivered",
      region,
      unit: "seconds",
      lines: [{ label: "age", signal: stream("DeliveryToAmazonOpenSearchService.DataFreshness", "Maximum") }],
      limit: thresholds.search.delaySeconds,
    }),
    graph({
      title: "Search domain",
      region,
      unit: "percent",
      lines: [
        { label: "CPU", signal: metric("CPUUtilization", "Maximum") },
        { label: "memory", signal: metric("JVMMemoryPressure", "Maximum") },
      ],
    }),
    graph({
      title: "Free storage of the fullest node",
      region,
      unit: "MiB",
      lines: [{ label: "free", signal: metric("FreeStorageSpace", "Minimum") }],
      limit: freeMiB(search, thresholds),
    }),
  ]);
}

/** Functions, and the way out. */
export function otherRows({ at, functions, natGatewayIds }: Monitored): Row<Widget>[] {
  const { region } = at;
  const graphs = functions.map(({ name, purpose }) => {
    const metric = functionMetrics(name);
    return graph({
      title: `Function ${purpose}`,
      region,
      periodSeconds: 300,
      lines: [
        { label: "runs", signal: metric("Invocations", "Sum") },
        { label: "errors", signal: metric("Errors", "Sum") },
        { label: "throttles", signal: metric("Throttles", "Sum") },
      ],
    });
  });
  const nat = (["ActiveConnectionCount", "ErrorPortAllocation", "PacketsDropCount"] as const).flatMap(
    (name) => {
      const signal = natTotal(natGatewayIds, name);
      return signal === undefined ? [] : [{ label: name, signal }];
    },
  );
  if (nat.length > 0) graphs.push(graph({ title: "NAT gateways", region, lines: nat }));
  return section("Functions and NAT", graphs);
}
