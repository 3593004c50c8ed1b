import type { Thresholds } from "../../environments/config/monitoring";
import type { AlarmSpec, Condition } from "./alarm";
import { type MetricMath, metricsOf } from "./metric";

/** A database, as its metrics call it. */
export interface WatchedDatabase {
  /** Identifier of the instance or the cluster. */
  readonly identifier: string;
  /** Whether it is a cluster: a writer, readers, shared storage. */
  readonly aurora: boolean;
  /** Whether there are readers besides the writer, of an Aurora cluster. */
  readonly readers: boolean;
  /** The region whose database it follows; undefined where it takes writes itself. */
  readonly follows: string | undefined;
  /** Whether capacity follows the load (Aurora Serverless). */
  readonly serverless: boolean;
  /** Size of the volume in GiB at the start; undefined where storage is shared and grows by itself. */
  readonly storageGiB: number | undefined;
  /** Connections it admits; undefined where that is not known. */
  readonly maxConnections: number | undefined;
  /** Name of the proxy in front of it. */
  readonly proxyName: string | undefined;
}

const NAMESPACE = "AWS/RDS";
const GIB = 1024 ** 3;
const DAY = 86_400;
const TEN_MINUTES = { periodSeconds: 300, of: 2 };

/**
 * Metrics of an instance, or of the writer of a cluster: cluster-wide averages would hide a busy writer behind idle
 * readers. A cluster that follows another region's has readers only.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html,
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/dimensions.html
 */
export function databaseMetrics(database: WatchedDatabase) {
  const { aurora, identifier, follows } = database;
  if (!aurora) return metricsOf(NAMESPACE, { DBInstanceIdentifier: identifier });
  return follows === undefined
    ? metricsOf(NAMESPACE, { DBClusterIdentifier: identifier, Role: "WRITER" })
    : readerMetrics(database);
}

/** Metrics of all readers of a cluster together. */
export function readerMetrics({ identifier }: WatchedDatabase) {
  return metricsOf(NAMESPACE, { DBClusterIdentifier: identifier, Role: "READER" });
}

/**
 * How far a database is behind the region that it follows, in seconds.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html,
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Monitoring.html
 */
export function regionLag({ aurora, identifier }: WatchedDatabase, follows: string): MetricMath {
  const label = `behind ${follows}`;
  if (aurora) {
    const metric = metricsOf(NAMESPACE, { DBClusterIdentifier: identifier, SourceRegion: follows });
    // The metric is in milliseconds.
    return {
      expression: "lag / 1000",
      label,
      metrics: { lag: metric("AuroraGlobalDBReplicationLag", "Maximum") },
    };
  }
  const metric = metricsOf(NAMESPACE, { DBInstanceIdentifier: identifier });
  // A replica that has stopped says -1: it is a day behind, at least as far as the alarm is concerned.
  return {
    expression: `IF(lag < 0, ${DAY}, lag)`,
    label,
    metrics: { lag: metric("ReplicaLag", "Maximum") },
  };
}

/** Metrics of a proxy: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.monitoring.html */
export function proxyMetrics(proxyName: string) {
  return metricsOf(NAMESPACE, { ProxyName: proxyName });
}

/** What a database may run out of. */
export function databaseAlarms(database: WatchedDatabase, { database: limits }: Thresholds): AlarmSpec[] {
  const metric = databaseMetrics(database);
  const strain = (id: string, advice: string, signal: AlarmSpec["signal"], when: Condition): AlarmSpec => ({
    id,
    runbook: id,
    advice,
    signal,
    when,
    group: "database",
    missing: "notBreaching",
  });
  const alarms = [
    strain(
      "database-cpu",
      `The database uses more than ${limits.cpuPercent} % CPU for 10 minutes. Look for a costly query in Performance Insights.`,
      metric("CPUUtilization", "Average"),
      { is: ">", threshold: limits.cpuPercent, ...TEN_MINUTES },
    ),
  ];
  const most = limits.maxConnections ?? database.maxConnections;
  if (most !== undefined) {
    alarms.push(
      strain(
        "database-connections",
        `More than ${limits.connectionsPercent} % of the ${most} connections that the database admits are open. See which service holds them.`,
        metric("DatabaseConnections", "Maximum"),
        { is: ">", threshold: Math.floor((most * limits.connectionsPercent) / 100), periodSeconds: 300 },
      ),
    );
  }
  if (database.storageGiB !== undefined) alarms.push(freeStorage(database.storageGiB, database, limits));
  if (database.aurora && !database.serverless) {
    alarms.push(
      strain(
        "database-local-storage",
        `An instance of the database has less than ${limits.freeLocalStorageGiB} GiB for temporary tables left. Look for queries that sort on disk.`,
        metric("FreeLocalStorage", "Minimum"),
        { is: "<", threshold: limits.freeLocalStorageGiB * GIB, periodSeconds: 300 },
      ),
    );
  }
  if (database.serverless) {
    alarms.push(
      strain(
        "database-capacity",
        `The database uses more than ${limits.capacityPercent} % of maxAcu for 15 minutes. Raise maxAcu, or find the query that needs it.`,
        metric("ACUUtilization", "Average"),
        { is: ">", threshold: limits.capacityPercent, periodSeconds: 300, of: 3 },
      ),
    );
  }
  if (database.readers) alarms.push(...readers(database, limits, strain));
  if (database.follows !== undefined) alarms.push(behind(database, database.follows, limits));
  if (database.proxyName !== undefined) {
    alarms.push(
      strain(
        "database-proxy-wait",
        `A connection from RDS Proxy is waited for longer than ${limits.proxyWaitMilliseconds} ms. Look for long transactions and pinned sessions.`,
        proxyMetrics(database.proxyName)("DatabaseConnectionsBorrowLatency", "Average"),
        // The metric is in microseconds.
        { is: ">", threshold: limits.proxyWaitMilliseconds * 1000, periodSeconds: 300 },
      ),
    );
  }
  return alarms;
}

/**
 * A full volume stops the database, so this one waits for nobody. The share is of the size at the start: a volume
 * that has grown by itself has more in reserve than the alarm says.
 */
function freeStorage(
  storageGiB: number,
  database: WatchedDatabase,
  { freeStoragePercent }: Thresholds["database"],
): AlarmSpec {
  return {
    id: "database-storage",
    runbook: "database-storage",
    advice: `The database has less than ${freeStoragePercent} % of ${storageGiB} GiB left. It stops when the volume is full: raise storage.sizeGiB or maxSizeGiB.`,
    signal: databaseMetrics(database)("FreeStorageSpace", "Minimum"),
    when: {
      is: "<",
      threshold: Math.floor((storageGiB * GIB * freeStoragePercent) / 100),
      periodSeconds: 300,
    },
    missing: "ignore",
    essential: true,
  };
}

/**
 * What this region has not got yet is lost in a failover: the alarm waits for nobody, and silence is no good news.
 */
function behind(
  database: WatchedDatabase,
  follows: string,
  { regionLagSeconds }: Thresholds["database"],
): AlarmSpec {
  return {
    id: "database-region-lag",
    runbook: "database-region-lag",
    advice: `The database is more than ${regionLagSeconds} s behind ${follows}, or does not say how far. A failover now loses what was written since.`,
    signal: regionLag(database, follows),
    when: { is: ">", threshold: regionLagSeconds, periodSeconds: 60, of: 5 },
    missing: "breaching",
    essential: true,
  };
}

function readers(
  database: WatchedDatabase,
  limits: Thresholds["database"],
  strain: (id: string, advice: string, signal: AlarmSpec["signal"], when: Condition) => AlarmSpec,
): AlarmSpec[] {
  const metric = readerMetrics(database);
  return [
    strain(
      "database-reader-cpu",
      `The readers of the database use more than ${limits.cpuPercent} % CPU for 10 minutes. Add a reader, or find the query.`,
      metric("CPUUtilization", "Average"),
      { is: ">", threshold: limits.cpuPercent, ...TEN_MINUTES },
    ),
    strain(
      "database-replica-lag",
      `A reader of the database is more than ${limits.replicaLagSeconds} s behind. Users may see old data.`,
      metric("AuroraReplicaLag", "Maximum"),
      // The metric is in milliseconds.
      { is: ">", threshold: limits.replicaLagSeconds * 1000, periodSeconds: 60, of: 3 },
    ),
  ];
}
