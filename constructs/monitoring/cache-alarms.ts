import type { Thresholds } from "../../environments/config/monitoring";
import type { AlarmSpec } from "./alarm";
import { highest, type Metric, type MetricMath, metricsOf, type Signal, type Statistic } from "./metric";

/** A cache, as its metrics call it. */
export interface WatchedCache {
  /** Id of the replication group; its nodes are called after it. */
  readonly replicationGroupId: string;
  /** Nodes, 1–6. */
  readonly nodes: number;
  /** Node type, such as `cache.t4g.small`. */
  readonly nodeType: string;
}

/** Node types with one or two processors. */
const SMALL = /\.(micro|small|medium|large)$/;

/** One metric of every node: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html */
export function nodeMetrics(cache: WatchedCache, name: string, stat: Statistic): [Metric, ...Metric[]] {
  const node = (index: number) =>
    metricsOf("AWS/ElastiCache", {
      CacheClusterId: `${cache.replicationGroupId}-${String(index + 1).padStart(3, "0")}`,
    })(name, stat);
  return [node(0), ...Array.from({ length: cache.nodes - 1 }, (_, index) => node(index + 1))];
}

/**
 * Commands of Redis are run by one thread. Where there are few processors, the rest of the node's work takes its
 * time as well, so AWS says to watch the node there and the thread elsewhere.
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.WhichShouldIMonitor.html
 */
export function cacheCpu(cache: WatchedCache): Signal {
  const name = SMALL.test(cache.nodeType) ? "CPUUtilization" : "EngineCPUUtilization";
  return highest("CPU of the busiest node", nodeMetrics(cache, name, "Average"));
}

/** What a cache may run out of, and what happens to its nodes. */
export function cacheAlarms(cache: WatchedCache, { cache: limits }: Thresholds): AlarmSpec[] {
  const common = { group: "cache", missing: "notBreaching" } as const;
  const worst = (name: string, stat: Statistic) => highest(name, nodeMetrics(cache, name, stat));
  const alarms: AlarmSpec[] = [
    {
      ...common,
      id: "cache-cpu",
      runbook: "cache-cpu",
      advice: `A node of the cache uses more than ${limits.cpuPercent} % CPU for 10 minutes. Look for slow commands in its slow log.`,
      signal: cacheCpu(cache),
      when: { is: ">", threshold: limits.cpuPercent, periodSeconds: 300, of: 2 },
    },
    {
      ...common,
      id: "cache-memory",
      runbook: "cache-memory",
      advice: `A node of the cache uses more than ${limits.memoryPercent} % of its memory for 10 minutes. Sessions are lost once values are evicted: take a larger node type.`,
      signal: worst("DatabaseMemoryUsagePercentage", "Average"),
      when: { is: ">", threshold: limits.memoryPercent, periodSeconds: 300, of: 2 },
    },
    {
      ...common,
      id: "cache-evictions",
      runbook: "cache-evictions",
      advice: `The cache evicted more than ${limits.evictions} values in 5 minutes for lack of memory. Sessions may be among them: take a larger node type.`,
      signal: worst("Evictions", "Sum"),
      when: { is: ">", threshold: limits.evictions, periodSeconds: 300 },
    },
  ];
  if (cache.nodes < 2) return alarms;
  return [
    ...alarms,
    {
      ...common,
      id: "cache-replication-lag",
      runbook: "cache-replication-lag",
      advice: `A replica of the cache is more than ${limits.lagSeconds} s behind. A failover now would lose what was written since.`,
      signal: worst("ReplicationLag", "Maximum"),
      when: { is: ">", threshold: limits.lagSeconds, periodSeconds: 60, of: 5 },
    },
    {
      id: "cache-failover",
      runbook: "cache-failover",
      advice:
        "Another node of the cache has become the primary. Nothing to do if the application has reconnected: see its cache errors.",
      signal: failover(cache),
      when: { is: ">", threshold: 0, periodSeconds: 60 },
      missing: "notBreaching",
      tellsEnd: false,
    },
  ];
}

/**
 * A node that becomes the primary, or ceases to be. ElastiCache reports a failover of nodes as an event to a topic
 * without encryption only, and not to EventBridge; its metrics show it as well.
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ElastiCacheSNS.html
 */
function failover(cache: WatchedCache): MetricMath {
  const metrics = Object.fromEntries(
    nodeMetrics(cache, "IsMaster", "Maximum").map((metric, index) => [`m${index}`, metric]),
  );
  const changes = Object.keys(metrics).map((id) => `ABS(DIFF(${id}))`);
  return { expression: `MAX([${changes.join(", ")}])`, label: "Change of the primary", metrics };
}
