import { type Charge, DAYS, evenly, HOURS, keptMonths, type Pricing } from "../charge";
import type { Resource } from "../stacks";
import { backupGb } from "./database";

const replicationGroup: Pricing = (resource, { assume }) => {
  const nodeType = resource.text("node_type") ?? "";
  const groups = resource.number("num_node_groups", 1);
  const nodes = resource.number(
    "num_cache_clusters",
    groups * (1 + resource.number("replicas_per_node_group", 0)),
  );
  const snapshots = resource.number("snapshot_retention_limit", 0);
  return [
    {
      component: "cache",
      what: `${nodeType}, ${nodes} ${nodes === 1 ? "node" : "nodes"}`,
      price: `cache.${resource.text("engine") ?? "redis"}.${nodeType}`,
      quantity: nodes * HOURS,
    },
    {
      component: "backup",
      // One is included.
      what: "snapshots of the cache",
      price: "cache.backup.gb",
      quantity: Math.max(0, snapshots - 1) * assume.cacheGb,
      usage: true,
    },
  ];
};

/** Each message is sent, received and deleted; what fails and is put aside does not count. */
const queue: Pricing = (resource, context) => {
  const receives = (one: Resource) => one.text("redrive_policy") !== undefined;
  if (!receives(resource)) return [];
  return [
    {
      component: "queue",
      what: "messages",
      price: resource.flag("fifo_queue") ? "sqs.fifo.requests" : "sqs.requests",
      quantity: 3 * context.assume.messages * evenly(context, "aws_sqs_queue", receives),
      usage: true,
    },
  ];
};

/** Days after which objects expire; a year where they never do: what is stored has to be counted somewhere. */
function expiryDays(bucket: Resource): number {
  const days = bucket.referrers("aws_s3_bucket_lifecycle_configuration").flatMap((lifecycle) =>
    lifecycle
      .list<{ expiration?: unknown }>("rule")
      .flatMap(({ expiration }) => [expiration ?? []].flat() as { days?: number }[])
      .flatMap(({ days: limit }) => (limit === undefined ? [] : [limit])),
  );
  return days.length === 0 ? 365 : Math.min(...days);
}

const bucket: Pricing = (resource, context) => {
  const { assume } = context;
  const isAccessLog = resource.referrers("aws_lb").length > 0;
  const monthlyGb = (assume.requests * 1e6 * evenly(context, "aws_lb") * assume.accessLogBytes) / 1e9;
  return [
    {
      component: "storage",
      what: isAccessLog ? "access log" : "objects",
      price: "s3.gb",
      quantity: isAccessLog ? monthlyGb * keptMonths(expiryDays(resource)) : assume.bucketGb,
      usage: true,
    },
  ];
};

/** A plan backs up what its selection names, every day. */
const plan: Pricing = (resource, { assume }) => {
  const aurora = resource.stack.all("aws_rds_cluster").length > 0;
  const price = aurora ? "backup.aurora.gb" : "backup.rds.gb";
  const component = "backup" as const;
  return resource
    .list<{ lifecycle?: unknown; copy_action?: unknown }>("rule")
    .flatMap(({ lifecycle, copy_action: copyAction }): Charge[] => {
      const [kept] = [lifecycle ?? []].flat() as { delete_after?: number }[];
      const copies = [copyAction ?? []].flat() as {
        lifecycle?: { delete_after?: number } | { delete_after?: number }[];
      }[];
      return [
        {
          component,
          what: "backups in the vault",
          price,
          quantity: backupGb(assume, kept?.delete_after ?? 35),
          usage: true,
        },
        ...copies.flatMap(({ lifecycle: copied }): Charge[] => {
          const [days] = [copied ?? []].flat();
          return [
            {
              component,
              what: "copies in another region",
              price,
              quantity: backupGb(assume, days?.delete_after ?? 35),
              usage: true,
            },
            {
              component,
              what: "transfer of copies",
              price: "transfer.region.gb",
              quantity: assume.databaseGb * assume.databaseChange * DAYS,
              usage: true,
            },
          ];
        }),
      ];
    });
};

export const DATA: Readonly<Record<string, Pricing>> = {
  aws_backup_plan: plan,
  aws_elasticache_replication_group: replicationGroup,
  aws_s3_bucket: bucket,
  aws_sqs_queue: queue,
};
