import { describe, expect, it } from "vitest";
import { charges } from "../../testing/priced";

describe("cache", () => {
  it("K3: charges each node, and snapshots after the first", () => {
    const cache = (engine: string) => ({
      aws_elasticache_replication_group: {
        c: { engine, node_type: "cache.t4g.small", num_cache_clusters: 2, snapshot_retention_limit: 8 },
      },
    });
    expect(charges(cache("redis"), { cacheGb: 2 })).toEqual({
      "cache.t4g.small, 2 nodes": 46.72, // 2 × 730 h × $0.032
      "snapshots of the cache": 1.19, // 7 × 2 GB × $0.085
    });
    expect(charges(cache("valkey"), { cacheGb: 0 })).toEqual({ "cache.t4g.small, 2 nodes": 37.376 });
  });
});

describe("queue", () => {
  it("K3: charges three requests for a message; a queue of dead letters gets none", () => {
    const queues = { aws_sqs_queue: { jobs: { redrive_policy: "{}" }, dead: {} } };
    expect(charges(queues, { messages: 10 })).toEqual({ messages: 12 }); // 30 million × $0.40
  });

  it("K3: charges a queue that keeps the order more", () => {
    const queue = { aws_sqs_queue: { jobs: { redrive_policy: "{}", fifo_queue: true } } };
    expect(charges(queue, { messages: 10 })).toEqual({ messages: 15 });
  });
});

describe("buckets", () => {
  const balanced = (days: number) => ({
    aws_lb: { web: { internal: true, access_logs: { bucket: "${aws_s3_bucket.logs.id}" } } },
    aws_s3_bucket: { logs: {}, other: {} },
    aws_s3_bucket_lifecycle_configuration: {
      logs: { bucket: "${aws_s3_bucket.logs.id}", rule: [{ expiration: [{ days }] }] },
    },
  });

  it("K2, K3: holds as many access logs as expire later", () => {
    const stored = (days: number) =>
      charges(balanced(days), { requests: 1000, accessLogBytes: 100 })["access log"] ?? 0;
    expect(stored(730 / 24)).toBeCloseTo(2.3, 3); // one month: 100 GB × $0.023
    expect(stored(365)).toBeCloseTo(27.6, 3); // twelve months
  });

  it("K3: charges what is assumed for other buckets", () => {
    expect(charges(balanced(1), { bucketGb: 100 })["objects"]).toBe(2.3);
  });
});

describe("backups", () => {
  const plan = (database: string) => ({
    [database]: { main: { engine: "postgres", storage_type: "gp3", instance_class: "db.t4g.micro" } },
    aws_backup_plan: {
      daily: {
        rule: [{ lifecycle: { delete_after: 35 }, copy_action: [{ lifecycle: { delete_after: 10 } }] }],
      },
    },
  });
  const assumed = { databaseGb: 100, databaseChange: 0.02 };

  it("K2, K3: charges what is kept, in both regions, and the way there", () => {
    expect(charges(plan("aws_rds_cluster"), assumed)).toMatchObject({
      "backups in the vault": 3.57, // 170 GB × $0.021
      "copies in another region": 2.52, // 120 GB × $0.021
      "transfer of copies": 1.2167, // 2 GB × 30.4 days × $0.02
    });
  });

  it("K3: charges backups of RDS more", () => {
    expect(charges(plan("aws_db_instance"), assumed)["backups in the vault"]).toBe(16.15); // × $0.095
  });
});
