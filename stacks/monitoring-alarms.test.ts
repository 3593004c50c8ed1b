import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../environments/config/schema";
import { MINIMAL, synthesize } from "../tools/testing/synthesize";
import type { Synthesized } from "../tools/testing/synthesized-stack";
import { FULL, alarm, alarmIds, queries, synthesizeWatched } from "../tools/testing/watched";

const synthesized = synthesizeWatched();
const monitoring = (environment: string) =>
  synthesized.get(`${environment}-us-east-1-service`).below("monitoring");
const full = monitoring("full");

describe("M2: an alarm goes off where it was asked for", () => {
  it("M2: a function is a notice once Lambda has repeated an event in vain, or given it up", () => {
    const expressions = full
      .all("aws_cloudwatch_metric_alarm")
      .filter(({ alarm_name }) => /function-.*-errors$/.test(String(alarm_name)))
      .flatMap((one) => queries(one).flatMap(({ expression = [] }) => expression));
    expect(new Set(expressions)).toEqual(new Set(["IF(FILL(errors, 0) > 2 OR FILL(dropped, 0) > 0, 1, 0)"]));
  });

  const minutes = (one: Synthesized) => (Number(one["period"]) * Number(one["evaluation_periods"])) / 60;

  it.each([
    ["service-web-cpu", "AWS/ECS", "CPUUtilization", 80, 10],
    ["service-worker-memory", "AWS/ECS", "MemoryUtilization", 80, 10],
    ["database-cpu", "AWS/RDS", "CPUUtilization", 80, 10],
    ["queue-age", "AWS/SQS", "ApproximateAgeOfOldestMessage", 300, 5],
    ["dead-letters", "AWS/SQS", "ApproximateNumberOfMessagesVisible", 0, 5],
    ["response-time", "AWS/ApplicationELB", "TargetResponseTime", 1, 5],
    ["blocked-requests", "AWS/WAFV2", "BlockedRequests", 1000, 5],
    ["nat-ports", "AWS/NATGateway", undefined, 0, undefined],
  ])("M2: %s", (id, namespace, metric, threshold, length) => {
    const one = alarm(full, id);
    if (metric === undefined) {
      for (const { metric: source } of queries(one))
        expect([namespace, undefined]).toContain(source?.["namespace"]);
    } else {
      expect(one).toMatchObject({ namespace, metric_name: metric });
      expect(minutes(one)).toBe(length);
    }
    expect(one).toMatchObject({ threshold, comparison_operator: "GreaterThanThreshold" });
  });

  it("M2: more than 10 answers 5XX in 5 minutes, from load balancer and targets together", () => {
    const one = alarm(full, "load-balancer-errors");
    expect(one).toMatchObject({ threshold: 10, evaluation_periods: 1 });
    expect(queries(one).flatMap(({ metric }) => metric?.["metric_name"] ?? [])).toEqual([
      "HTTPCode_ELB_5XX_Count",
      "HTTPCode_Target_5XX_Count",
    ]);
    expect(queries(one).flatMap(({ metric }) => metric?.["period"] ?? [])).toEqual([300, 300]);
  });

  it("A6, M2: answers 503 of the load balancer do not count where a schedule takes all tasks away", () => {
    const watched = (max: number) =>
      synthesize({
        test: {
          ...MINIMAL,
          services: {
            web: {
              route: {},
              scaling: {
                schedules: [
                  { name: "night", schedule: "cron(0 22 ? * * *)", min: max, max },
                  { name: "morning", schedule: "cron(0 6 ? * * *)" },
                ],
              },
            },
          },
        },
      })
        .get("test-us-east-1-service")
        .below("monitoring");
    const stacks = [watched(0), watched(1)] as const;
    const errors = (id: string, max: 0 | 1) => queries(alarm(stacks[max], id));
    for (const id of ["load-balancer-errors", "error-rate"]) {
      expect(errors(id, 0)[0]?.expression).toContain("(FILL(elb, 0) - FILL(asleep, 0) + FILL(target, 0))");
      expect(errors(id, 0).find((one) => one.id === "asleep")?.metric?.["metric_name"]).toBe(
        "HTTPCode_ELB_503_Count",
      );
      expect(errors(id, 1).some((one) => one.id === "asleep")).toBe(false);
    }
  });

  it("M2: a share of errors counts only where there are enough requests", () => {
    const expression = queries(alarm(full, "error-rate"))[0]?.expression;
    expect(expression).toMatch(/^IF\(requests >= 100, 100 \* .+ \/ requests, 0\)$/);
  });

  it("M2: an instance is watched for free storage and for connections as a share of what its class admits", () => {
    expect(alarm(full, "database-storage")).toMatchObject({
      metric_name: "FreeStorageSpace",
      dimensions: { DBInstanceIdentifier: "webapp-full" },
      threshold: 15 * 1024 ** 3,
      comparison_operator: "LessThanThreshold",
    });
    const { threshold } = alarm(full, "database-connections");
    expect(threshold).toBeGreaterThan(250);
    expect(threshold).toBeLessThan(360);
  });

  it("M2: a serverless cluster is watched for capacity, readers and lag, its proxy for waiting, and no volume", () => {
    const aurora = monitoring("aurora");
    expect(alarmIds(aurora)).not.toContain("database-storage");
    expect(alarmIds(aurora)).not.toContain("database-local-storage");
    expect(alarm(aurora, "database-cpu")["dimensions"]).toEqual({
      DBClusterIdentifier: "webapp-aurora",
      Role: "WRITER",
    });
    expect(alarm(aurora, "database-replica-lag")).toMatchObject({
      threshold: 5000,
      dimensions: { DBClusterIdentifier: "webapp-aurora", Role: "READER" },
    });
    expect(alarm(aurora, "database-capacity")).toMatchObject({
      metric_name: "ACUUtilization",
      threshold: 90,
    });
    expect(alarm(aurora, "database-proxy-wait")).toMatchObject({
      threshold: 100_000,
      dimensions: { ProxyName: "webapp-aurora-proxy" },
    });
  });

  describe("in a region that follows another one", () => {
    const two = (database: EnvironmentInput["database"]) =>
      synthesize({
        test: {
          ...MINIMAL,
          regions: [{ name: "us-east-1" }, { name: "us-west-2" }],
          database,
          monitoring: { thresholds: { database: { regionLagSeconds: 20 } } },
        },
      });
    const lag = (stacks: ReturnType<typeof two>, region: string) =>
      alarm(stacks.get(`test-${region}-service`).below("monitoring"), "database-region-lag");

    it("M2, X2: every alarm of a cluster reads metrics of its readers: it has no writer", () => {
      const stacks = two({ engine: "aurora-postgresql", instanceClass: "db.r6g.large", readers: 1 });
      const follower = stacks.get("test-us-west-2-service").below("monitoring");
      expect(stacks.get("test-us-east-1-service").below("monitoring").text).toContain("WRITER");
      expect(follower.text).not.toContain("WRITER");
      for (const id of ["database-cpu", "database-connections", "database-local-storage"])
        expect(alarm(follower, id)["dimensions"]).toEqual({
          DBClusterIdentifier: "webapp-test-us-west-2",
          Role: "READER",
        });
    });

    it("X2: the lag of a global database is told where it follows, and silence about it too", () => {
      const stacks = two({ engine: "aurora-postgresql" });
      expect(lag(stacks, "us-west-2")).toMatchObject({ threshold: 20, treat_missing_data: "breaching" });
      expect(queries(lag(stacks, "us-west-2"))).toMatchObject([
        { expression: "lag / 1000" },
        {
          metric: {
            metric_name: "AuroraGlobalDBReplicationLag",
            dimensions: { DBClusterIdentifier: "webapp-test-us-west-2", SourceRegion: "us-east-1" },
          },
        },
      ]);
      expect(() => lag(stacks, "us-east-1")).toThrow("has no alarm");
    });

    it("X2: so is that of an instance's replica, where -1 means that it has stopped", () => {
      const stacks = two({ engine: "postgres", primaryRegion: "us-west-2" });
      expect(queries(lag(stacks, "us-east-1"))).toMatchObject([
        { expression: "IF(lag < 0, 86400, lag)" },
        { metric: { metric_name: "ReplicaLag", dimensions: { DBInstanceIdentifier: "webapp-test" } } },
      ]);
      expect(() => lag(stacks, "us-west-2")).toThrow("has no alarm");
    });
  });

  it("M2: a cluster of instances is watched for local storage, and without readers for no lag", () => {
    const clustered = monitoring("large");
    expect(alarm(clustered, "database-local-storage")).toMatchObject({ threshold: 5 * 1024 ** 3 });
    expect(alarmIds(clustered).filter((id) => /reader|replica|capacity/.test(id))).toEqual([]);
  });

  it("M2: every node of the cache is watched, by the metric that fits its size", () => {
    const nodes = (id: string) =>
      queries(alarm(full, id)).flatMap(({ metric }): Record<string, unknown>[] =>
        metric === undefined ? [] : [metric],
      );
    expect(nodes("cache-cpu").map((metric) => [metric["metric_name"], metric["dimensions"]])).toEqual([
      ["CPUUtilization", { CacheClusterId: "webapp-full-001" }],
      ["CPUUtilization", { CacheClusterId: "webapp-full-002" }],
    ]);
    expect(nodes("cache-failover").map((metric) => metric["metric_name"])).toEqual(["IsMaster", "IsMaster"]);
    const large = synthesize({ test: { ...MINIMAL, cache: { nodeType: "cache.m6g.xlarge", nodes: 1 } } });
    const stack = large.get("test-us-east-1-service").below("monitoring");
    expect(alarm(stack, "cache-cpu")["metric_name"]).toBe("EngineCPUUtilization");
    expect(alarmIds(stack).filter((id) => /failover|lag/.test(id))).toEqual([]);
  });

  it("M2: every function is watched without being named", () => {
    const functions = synthesized.all
      .filter(({ id }) => /^full-.+-(data|service|network)$/.test(id))
      .flatMap((stack) => stack.all("aws_lambda_function"));
    expect(functions.length).toBeGreaterThan(0);
    for (const one of functions) {
      const what = String(one["function_name"]).replace("webapp-full-", "");
      expect(alarm(full, `function-${what}-throttles`)["dimensions"]).toEqual({
        FunctionName: one["function_name"],
      });
      expect(queries(alarm(full, `function-${what}-errors`)).length).toBe(3);
    }
  });

  it("M2: thresholds come from the configuration", () => {
    const stack = synthesize({
      test: {
        ...FULL,
        monitoring: {
          thresholds: {
            service: { cpuPercent: 55 },
            loadBalancer: { responseSeconds: 0.3 },
            database: { maxConnections: 1000, connectionsPercent: 50 },
          },
        },
      },
    })
      .get("test-us-east-1-service")
      .below("monitoring");
    expect(alarm(stack, "service-web-cpu")["threshold"]).toBe(55);
    expect(alarm(stack, "response-time")["threshold"]).toBe(0.3);
    expect(alarm(stack, "database-connections")["threshold"]).toBe(500);
  });

  it("M2: names of what is watched are those of what exists", () => {
    const data = synthesized.get("full-us-east-1-data");
    const dimension = (id: string, name: string) =>
      (alarm(full, id)["dimensions"] as Record<string, string>)[name];
    expect(dimension("database-cpu", "DBInstanceIdentifier")).toBe(data.one("aws_db_instance")["identifier"]);
    expect(data.all("aws_sqs_queue").map((queue) => queue["name"])).toEqual(
      expect.arrayContaining([dimension("queue-age", "QueueName"), dimension("dead-letters", "QueueName")]),
    );
    const [, node] = queries(alarm(full, "cache-cpu"));
    const group = String(data.one("aws_elasticache_replication_group")["replication_group_id"]);
    expect(node?.metric?.["dimensions"]).toEqual({ CacheClusterId: `${group}-001` });
    expect(dimension("service-web-cpu", "ClusterName")).toBe(
      synthesized.get("full-us-east-1-service").one("aws_ecs_cluster")["name"],
    );
    expect(dimension("blocked-requests", "WebACL")).toBe(
      synthesized.get("full-us-east-1-ingress").one("aws_wafv2_web_acl")["name"],
    );
    const proxied = synthesized.get("aurora-us-east-1-data").one("aws_db_proxy");
    expect(alarm(monitoring("aurora"), "database-proxy-wait")["dimensions"]).toEqual({
      ProxyName: proxied["name"],
    });
    expect(full.text).toContain(String(data.one("aws_backup_vault")["name"]));
  });

  it("M2: nothing is watched that is not there", () => {
    expect(
      alarmIds(monitoring("plain")).filter((id) =>
        /database|cache|queue|letters|nat|blocked|function/.test(id),
      ),
    ).toEqual(["function-keep-images-errors", "function-keep-images-throttles"]);
  });
});
