import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { APPLICATION_METRICS, APPLICATION_NAMESPACE } from "../constructs/monitoring/application-metrics";
import type { EnvironmentInput } from "../environments/config/schema";
import { MINIMAL, synthesize } from "../tools/testing/synthesize";
import type { Synthesized, SynthesizedStack } from "../tools/testing/synthesized-stack";

const FULL: EnvironmentInput = {
  ...MINIMAL,
  services: {
    web: { route: {}, queue: "send" },
    api: { route: { paths: ["/api/*"] } },
    worker: { command: ["worker"], queue: "receive" },
  },
  database: { engine: "postgres", instanceClass: "db.t4g.medium", storage: { sizeGiB: 100 } },
  cache: {},
  queue: {},
  backup: {},
};
const AURORA: EnvironmentInput = {
  ...MINIMAL,
  database: {
    engine: "aurora-mysql",
    instanceClass: "db.serverless",
    serverless: { maxAcu: 4 },
    proxy: true,
    readers: 2,
  },
};

const synthesized = synthesize({
  full: FULL,
  aurora: AURORA,
  large: {
    ...MINIMAL,
    database: { engine: "aurora-postgresql", instanceClass: "db.r6g.large", readers: 0 },
  },
  plain: { ...MINIMAL, network: { nat: "none" }, firewall: { enabled: false } },
  few: { ...FULL, monitoring: { alarms: "essential" } },
});
const monitoring = (environment: string) => synthesized.get(`${environment}-us-east-1-monitoring`);
const full = monitoring("full");

const named = (stack: SynthesizedStack, type: string) =>
  new Map(stack.all(type).map((one) => [String(one["alarm_name"]), one]));

function alarm(stack: SynthesizedStack, id: string): Synthesized {
  const prefix = `webapp-${stack.id.split("-")[0] ?? ""}`;
  const found = named(stack, "aws_cloudwatch_metric_alarm").get(`${prefix}-${id}`);
  if (found === undefined) throw new Error(`${stack.id} has no alarm ${id}`);
  return found;
}
const ids = (stack: SynthesizedStack) =>
  [...named(stack, "aws_cloudwatch_metric_alarm").keys()].map((name) => name.replace(/^webapp-[a-z]+-/, ""));
const queries = (one: Synthesized) =>
  one["metric_query"] as { id: string; expression?: string; metric?: Record<string, unknown> }[];

describe("M2: an alarm goes off where it was asked for", () => {
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
    expect(ids(aurora)).not.toContain("database-storage");
    expect(ids(aurora)).not.toContain("database-local-storage");
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

  it("M2: a cluster of instances is watched for local storage, and without readers for no lag", () => {
    const clustered = monitoring("large");
    expect(alarm(clustered, "database-local-storage")).toMatchObject({ threshold: 5 * 1024 ** 3 });
    expect(ids(clustered).filter((id) => /reader|replica|capacity/.test(id))).toEqual([]);
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
    const stack = large.get("test-us-east-1-monitoring");
    expect(alarm(stack, "cache-cpu")["metric_name"]).toBe("EngineCPUUtilization");
    expect(ids(stack).filter((id) => /failover|lag/.test(id))).toEqual([]);
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
    }).get("test-us-east-1-monitoring");
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
      synthesized.get("full-us-east-1-service").one("aws_wafv2_web_acl")["name"],
    );
    const proxied = synthesized.get("aurora-us-east-1-data").one("aws_db_proxy");
    expect(alarm(monitoring("aurora"), "database-proxy-wait")["dimensions"]).toEqual({
      ProxyName: proxied["name"],
    });
    expect(full.text).toContain(String(data.one("aws_backup_vault")["name"]));
  });

  it("M2: nothing is watched that is not there", () => {
    expect(
      ids(monitoring("plain")).filter((id) => /database|cache|queue|letters|nat|blocked|function/.test(id)),
    ).toEqual([]);
  });
});

describe("M2: notices", () => {
  const composites = (stack: SynthesizedStack) => named(stack, "aws_cloudwatch_composite_alarm");
  const ruleOf = (stack: SynthesizedStack, name: string) =>
    String(composites(stack).get(name)?.["alarm_rule"]);

  it("M2: are sent by each alarm itself, or by the one composite alarm that speaks for it", () => {
    for (const stack of ["full", "aurora", "plain", "few"].map(monitoring)) {
      const topic = stack.reference("aws_sns_topic", undefined, "arn");
      const rules = [...composites(stack).values()].map((one) => String(one["alarm_rule"]));
      for (const one of stack.all("aws_cloudwatch_metric_alarm")) {
        const address = `\${${stack.address("aws_cloudwatch_metric_alarm", stack.pathOf(one))}.alarm_name}`;
        const speakers = rules.filter((rule) => rule.includes(address)).length;
        const own = (one["alarm_actions"] as string[]).length;
        const reason = String(one["alarm_name"]).endsWith("database-unreachable");
        expect([one["alarm_name"], own + speakers]).toEqual([one["alarm_name"], reason ? 2 : 1]);
        expect([[], [topic]]).toContainEqual(one["alarm_actions"]);
      }
      for (const one of composites(stack).values()) {
        expect(one).toMatchObject({ alarm_actions: [topic], ok_actions: [topic] });
      }
    }
  });

  it("M2: of users' trouble wait for the database, those of resources wait for users", () => {
    const reference = (type: string, path: string) => full.reference(type, path, "alarm_name");
    const suppressor = (name: string) =>
      (composites(full).get(name)?.["actions_suppressor"] as { alarm: string } | undefined)?.alarm;
    const unreachable = reference("aws_cloudwatch_metric_alarm", "alarms/database-unreachable");
    const users = reference("aws_cloudwatch_composite_alarm", "alarms/users-hurt");

    expect(suppressor("webapp-full-users-hurt")).toBe(unreachable);
    expect(ruleOf(full, "webapp-full-users-hurt")).toContain(`ALARM("${unreachable}")`);
    for (const part of ["service", "database", "cache"]) {
      expect(suppressor(`webapp-full-${part}-strained`)).toBe(users);
    }
    expect(composites(monitoring("plain")).get("webapp-plain-users-hurt")).not.toHaveProperty(
      "actions_suppressor",
    );
  });

  it("M2: say what to do and where to read more", () => {
    for (const type of ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"]) {
      for (const one of full.all(type)) {
        expect(one["alarm_description"]).toMatch(/^[A-Za-z].{20,}\. Runbook: docs\/operations\.md#[a-z-]+$/);
      }
    }
  });

  it("M2: go to e-mail addresses and to a webhook", () => {
    const monitored = { emails: ["a@example.com", "b@example.com"], webhook: "https://example.com/x" };
    const stack = synthesize({ test: { ...MINIMAL, monitoring: monitored } }).get(
      "test-us-east-1-monitoring",
    );
    expect(
      stack.all("aws_sns_topic_subscription").map(({ protocol, endpoint }) => [protocol, endpoint]),
    ).toEqual([
      ["email", "a@example.com"],
      ["email", "b@example.com"],
      ["https", "https://example.com/x"],
    ]);
  });

  it("K2: are few where only essential alarms are wanted", () => {
    const few = ids(monitoring("few"));
    expect(few.length).toBeLessThan(ids(full).length / 3);
    expect(few).toEqual(
      expect.arrayContaining([
        "load-balancer-errors",
        "database-unreachable",
        "database-storage",
        "dead-letters",
      ]),
    );
    expect([...composites(monitoring("few")).keys()]).toEqual(["webapp-few-users-hurt"]);
  });
});

describe("C4: a deployment", () => {
  const service = synthesized.get("full-us-east-1-service");

  it.each(["web", "api"])("C4: of %s is taken back when its targets fail or answer with errors", (name) => {
    const names = ["unhealthy-targets", "target-errors"].map((what) =>
      service.reference("aws_cloudwatch_metric_alarm", `${name}-alarms/${what}`, "alarm_name"),
    );
    expect(service.one("aws_ecs_service", name)["alarms"]).toEqual({
      enable: true,
      rollback: true,
      alarm_names: names,
    });
  });

  it("C4: of a service without requests relies on the circuit breaker", () => {
    expect(service.one("aws_ecs_service", "worker")).not.toHaveProperty("alarms");
    expect(service.one("aws_ecs_service", "worker")["deployment_circuit_breaker"]).toEqual({
      enable: true,
      rollback: true,
    });
  });

  it("C4: its alarms send nothing, and no alarm of another stack names them: the service may go first", () => {
    for (const name of ["web", "api"]) {
      for (const what of ["unhealthy-targets", "target-errors"]) {
        const one = service.one("aws_cloudwatch_metric_alarm", `${name}-alarms/${what}`);
        expect(one["alarm_actions"]).toEqual([]);
        for (const composite of full.all("aws_cloudwatch_composite_alarm")) {
          expect(composite["alarm_rule"]).not.toContain(String(one["alarm_name"]));
        }
      }
    }
    const [, ...targets] = queries(alarm(full, "unhealthy-targets"));
    expect(targets.map(({ metric }) => metric?.["metric_name"])).toEqual([
      "UnHealthyHostCount",
      "UnHealthyHostCount",
    ]);
  });
});

describe("M2: events", () => {
  const rule = (id: string) => {
    const found = full.all("aws_cloudwatch_event_rule").find((one) => one["name"] === `webapp-full-${id}`);
    if (found === undefined) throw new Error(`no rule ${id}`);
    return JSON.parse(String(found["event_pattern"])) as Record<string, unknown>;
  };

  it("M2, C4: of failed deployments of this cluster's services are told", () => {
    expect(rule("deployment-failed")).toEqual({
      source: ["aws.ecs"],
      "detail-type": ["ECS Deployment State Change"],
      resources: [{ prefix: "arn:aws:ecs:us-east-1:111111111111:service/webapp-full/" }],
      detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
    });
  });

  it("M2: of this database are told, and of no other", () => {
    expect(rule("database-event")["detail"]).toMatchObject({ SourceIdentifier: ["webapp-full"] });
    const pattern = monitoring("aurora")
      .all("aws_cloudwatch_event_rule")
      .map((one) => String(one["event_pattern"]))
      .find((text) => text.includes("aws.rds"));
    expect(JSON.parse(pattern ?? "{}")).toMatchObject({
      detail: {
        SourceIdentifier: ["webapp-aurora", "webapp-aurora-0", "webapp-aurora-1", "webapp-aurora-2"],
      },
    });
  });

  it("M2: become sentences", () => {
    const transformed = full.all("aws_cloudwatch_event_target").filter((one) => "input_transformer" in one);
    expect(transformed).toHaveLength(5);
    for (const one of transformed) {
      const { input_template, input_paths } = one["input_transformer"] as {
        input_template: string;
        input_paths: Record<string, string>;
      };
      const sentence = JSON.parse(input_template) as string;
      expect(sentence).toMatch(/^webapp-full us-east-1: [A-Z].+ Runbook: docs\/operations\.md#[a-z-]+$/);
      const used = [...sentence.matchAll(/<([a-z]+)>/g)].map(([, name = ""]) => name);
      expect([...new Set(used)].sort()).toEqual(Object.keys(input_paths).sort());
    }
  });

  it("M2: of failed tasks are recorded, and told once for many", () => {
    const target = full.all("aws_cloudwatch_event_target").find((one) => !("input_transformer" in one));
    expect(target?.["arn"]).toBe(full.reference("aws_cloudwatch_log_group", "failed-tasks/log", "arn"));
    expect(alarm(full, "failed-tasks")).toMatchObject({
      namespace: "AWS/Events",
      metric_name: "TriggeredRules",
      dimensions: { RuleName: "webapp-full-failed-tasks" },
      threshold: 3,
      period: 900,
    });
  });
});

describe("M4: the application's own metrics", () => {
  const source = (file: string) => readFileSync(join(__dirname, "..", "service", "src", file), "utf8");

  it.each(Object.entries(APPLICATION_METRICS))("M4: %s is registered in %s", (name, file) => {
    expect(source(file)).toMatch(new RegExp(`metrics\\.(counter|gauge|peak|distribution)\\("${name}"`));
  });

  it("M4: are published in the namespace and with the dimensions that are asked for", () => {
    const emf = source("metrics/emf.ts");
    expect(emf).toContain(`export const namespace = "${APPLICATION_NAMESPACE}";`);
    expect(emf).toContain("{ Environment: config.environment, Service: config.service.name }");
    expect(alarm(full, "service-web-database-pool")["dimensions"]).toEqual({
      Environment: "full",
      Service: "web",
    });
  });

  it("M4: are watched for errors, connections, the pool, the cache, and lost clicks", () => {
    const own = ids(full).filter((id) =>
      /^(service-web-(errors|database|cache|dropped)|database-un|queue-f)/.test(id),
    );
    expect(own.sort()).toEqual([
      "database-unreachable",
      "queue-failures",
      "service-web-cache-errors",
      "service-web-cache-hits",
      "service-web-database-pool",
      "service-web-dropped-clicks",
      "service-web-errors",
    ]);
  });

  it("M4: of a service whose command is not known are none", () => {
    const stack = synthesize({
      test: { ...FULL, services: { web: { route: {}, command: ["serve"], queue: "send" } } },
    });
    expect(
      ids(stack.get("test-us-east-1-monitoring")).filter((id) => /errors$|pool|hits|unreach|clicks/.test(id)),
    ).toEqual(["load-balancer-errors", "function-rotate-redis-token-errors"].sort());
  });
});
