import { describe, expect, it } from "vitest";
import { permissions, statements } from "../tools/testing/policy";
import { edges } from "../tools/testing/security-group-edges";
import { MINIMAL, synthesize } from "../tools/testing/synthesize";
import type { SynthesizedStack } from "../tools/testing/synthesized-stack";
import { alarm, alarmIds } from "../tools/testing/watched";

const READER = "arn:aws:iam::111111111111:role/reader";
const WITHOUT = {
  ...MINIMAL,
  services: { web: { route: {} } },
  tasks: { migrate: { command: ["migrate"] } },
};
const stacks = synthesize({
  test: { ...WITHOUT, logAnalytics: {} },
  small: { ...WITHOUT, logAnalytics: { nodes: 1, zones: 1, masters: 0, retentionDays: 7 } },
  read: { ...WITHOUT, logAnalytics: { readers: { roleArns: [READER], throughTasks: true } } },
  none: WITHOUT,
});
const of = (name: string) => stacks.get(`${name}-us-east-1-analytics`);
const full = of("test");
const domainOf = (stack: SynthesizedStack) => stack.one("aws_opensearch_domain");
const ROLE = "webapp-test-us-east-1";

/** Types that only log analytics has. */
const OWN = /^aws_(opensearch|kinesis_firehose|cloudwatch_log_subscription|cloudwatch_log_stream)/;

/** Settings that the set-up function is given. */
function settings(stack: SynthesizedStack): Record<string, unknown> {
  const variables = (
    stack.one("aws_lambda_function", "setup/function")["environment"] as {
      variables: Record<string, string>;
    }
  ).variables;
  return JSON.parse(variables["SETTINGS"] ?? "") as Record<string, unknown>;
}

describe("an environment without log analytics", () => {
  it("M5: has nothing of it, in no stack", () => {
    const others = stacks.ids.filter((id) => id.startsWith("none-"));
    expect(others).not.toContain("none-us-east-1-analytics");
    for (const id of others) {
      const stack = stacks.get(id);
      expect(stack.types.filter((type) => OWN.test(type))).toEqual([]);
      expect(stack.text).not.toMatch(/search-|opensearch|firehose|forward-logs|configure-logs-index/i);
    }
  });

  it("M5: is what one with it is, but for three security groups, alarms and a row of the dashboard", () => {
    for (const kind of ["registry", "network", "ingress", "service"]) {
      const [plain, analyzed] = [stacks.get(`none-us-east-1-${kind}`), stacks.get(`test-us-east-1-${kind}`)];
      expect(analyzed.addresses).toEqual(expect.arrayContaining(plain.addresses));
      const added = analyzed.addresses.filter((address) => !plain.addresses.includes(address));
      for (const address of added) {
        expect(address).toMatch(
          /^aws_security_group\.security_search|^aws_cloudwatch_metric_alarm\.monitoring_alarms_/,
        );
      }
    }
    expect(stacks.get("111111111111-baseline").all("aws_iam_service_linked_role")).toHaveLength(1);
  });
});

describe("the search domain", () => {
  it("M5: is private, encrypted, and knows roles instead of passwords", () => {
    expect(domainOf(full)).toMatchObject({
      domain_name: "webapp-test",
      engine_version: "OpenSearch_2.19",
      encrypt_at_rest: { enabled: true, kms_key_id: full.reference("aws_kms_key", "key", "arn") },
      node_to_node_encryption: { enabled: true },
      domain_endpoint_options: { enforce_https: true, tls_security_policy: "Policy-Min-TLS-1-2-PFS-2023-10" },
      advanced_security_options: {
        enabled: true,
        internal_user_database_enabled: false,
        anonymous_auth_enabled: false,
        master_user_options: {
          master_user_arn: full.reference("aws_iam_role", "setup/function/role", "arn"),
        },
      },
      software_update_options: { auto_software_update_enabled: true },
      off_peak_window_options: { enabled: true },
    });
    expect((domainOf(full)["vpc_options"] as { subnet_ids: unknown[] }).subnet_ids).toHaveLength(2);
    expect(full.text).not.toMatch(/master_user_(name|password)/);
  });

  it("M5: is spread over zones, with leaders of its own, or is a single node", () => {
    expect(domainOf(full)["cluster_config"]).toEqual({
      instance_type: "t3.small.search",
      instance_count: 2,
      zone_awareness_enabled: true,
      zone_awareness_config: { availability_zone_count: 2 },
      dedicated_master_enabled: true,
      dedicated_master_count: 3,
      dedicated_master_type: "t3.small.search",
    });
    expect(settings(full)).toMatchObject({ replicas: 1, retentionDays: 30 });
    expect(domainOf(of("small"))["cluster_config"]).toEqual({
      instance_type: "t3.small.search",
      instance_count: 1,
      zone_awareness_enabled: false,
      dedicated_master_enabled: false,
    });
    expect((domainOf(of("small"))["vpc_options"] as { subnet_ids: unknown[] }).subnet_ids).toHaveLength(1);
    expect(settings(of("small"))).toMatchObject({ replicas: 0, retentionDays: 7 });
  });

  it("M5: publishes its logs", () => {
    const published = domainOf(full)["log_publishing_options"] as { log_type: string }[];
    expect(published.map(({ log_type }) => log_type).sort()).toEqual([
      "AUDIT_LOGS",
      "ES_APPLICATION_LOGS",
      "INDEX_SLOW_LOGS",
      "SEARCH_SLOW_LOGS",
    ]);
  });

  it("M5: answers the set-up function, the delivery stream and readers, and nobody else", () => {
    const principals = (stack: SynthesizedStack) =>
      statements(domainOf(stack)["access_policies"]).flatMap(
        ({ Principal }) => (Principal as { AWS: string[] }).AWS,
      );
    const own = (stack: SynthesizedStack) =>
      ["setup/function/role", "delivery-role"].map((path) => stack.reference("aws_iam_role", path, "arn"));
    expect(principals(full)).toEqual(own(full));
    expect(principals(of("read"))).toEqual([...own(of("read")), READER]);
    expect(settings(of("read"))).toMatchObject({ readerRoleArns: [READER] });
  });

  it("M5: is reached by HTTPS from their security groups, and from tasks only where readers come through them", () => {
    const ports = (stack: SynthesizedStack) =>
      edges(stack).map((edge) =>
        edge.replaceAll(/\$\{data\.[^}]*security_(search|search-delivery|search-setup|tasks)_[^}]*\}/g, "$1"),
      );
    const both = (from: string) => [
      `in search tcp 443-443 from ${from}`,
      `out ${from} tcp 443-443 to search`,
    ];
    expect(ports(full)).toEqual([...both("search-delivery"), ...both("search-setup")].sort());
    expect(ports(of("read"))).toEqual(
      [...both("search-delivery"), ...both("search-setup"), ...both("tasks")].sort(),
    );
  });
});

describe("the delivery of logs", () => {
  it("M5: sends every line of services, tasks and failed tasks through the function, for which each may call it", () => {
    const groups = ["/aws/events/webapp-test/failed-tasks", "/webapp-test/migrate", "/webapp-test/web"];
    const filters = full.all("aws_cloudwatch_log_subscription_filter");
    expect(filters.map((filter) => filter["log_group_name"]).sort()).toEqual(groups);
    for (const filter of filters)
      expect(filter).toMatchObject({
        filter_pattern: "",
        destination_arn: full.reference("aws_lambda_function", "forwarder/function", "arn"),
      });
    const callers = full
      .all("aws_lambda_permission")
      .filter(({ principal }) => principal === "logs.amazonaws.com");
    expect(callers.map((one) => one["source_arn"]).sort()).toEqual(
      groups.map((group) => `arn:aws:logs:us-east-1:111111111111:log-group:${group}:*`),
    );
    const there = [
      stacks.get("test-us-east-1-service"),
      stacks.get("test-us-east-1-service").below("monitoring"),
    ]
      .flatMap((stack) => stack.all("aws_cloudwatch_log_group"))
      .map((group) => group["name"]);
    expect(there).toEqual(expect.arrayContaining(groups));
  });

  it("M5: makes an index a day, and keeps what is refused for a while, encrypted", () => {
    const stream = full.one("aws_kinesis_firehose_delivery_stream");
    const key = full.reference("aws_kms_key", "key", "arn");
    expect(stream).toMatchObject({
      name: "webapp-test-logs",
      destination: "opensearch",
      server_side_encryption: { enabled: true, key_type: "CUSTOMER_MANAGED_CMK", key_arn: key },
      opensearch_configuration: {
        domain_arn: full.reference("aws_opensearch_domain", "domain", "arn"),
        index_name: "logs",
        index_rotation_period: "OneDay",
        s3_backup_mode: "FailedDocumentsOnly",
        retry_duration: 3600,
        s3_configuration: {
          kms_key_arn: key,
          bucket_arn: full.reference("aws_s3_bucket", "undelivered", "arn"),
        },
        cloudwatch_logging_options: {
          enabled: true,
          log_stream_name: expect.stringContaining("aws_cloudwatch_log_stream") as string,
        },
      },
    });
    const rules = full.one("aws_s3_bucket_lifecycle_configuration")["rule"] as {
      id: string;
      expiration?: unknown;
    }[];
    expect(rules.find(({ id }) => id === "expire")?.expiration).toEqual([{ days: 14 }]);
  });

  it("M5, S2: gives each part what it does, and no more", () => {
    const allowed = (path: string) =>
      permissions(full.one("aws_iam_role_policy", path)["policy"]).filter(
        (one) => !/ (ec2|kms|logs):/.test(one),
      );
    expect(allowed("forwarder/function/role/policy")).toEqual([
      `Allow firehose:PutRecordBatch ${full.reference("aws_kinesis_firehose_delivery_stream", "delivery", "arn")}`,
      `Allow sqs:SendMessage ${full.reference("aws_sqs_queue", "forwarder/dead-letters", "arn")}`,
    ]);
    const domain = "arn:aws:es:us-east-1:111111111111:domain/webapp-test/*";
    expect(allowed("setup/function/role/policy")).toEqual(
      ["Get", "Post", "Put"].map((method) => `Allow es:ESHttp${method} ${domain}`),
    );
    expect(allowed("delivery-role/policy").every((one) => / (es|s3):/.test(one))).toBe(true);
    expect(full.all("aws_iam_role").map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        `${ROLE}-log-delivery`,
        `${ROLE}-forward-logs`,
        `${ROLE}-configure-logs-index`,
      ]),
    );
  });

  it("M5: lets Lambda make interfaces for the set-up function, and not its code", () => {
    const denied = statements(full.one("aws_iam_role_policy", "setup/function/role/policy")["policy"]).find(
      ({ Effect }) => Effect === "Deny",
    );
    expect(denied).toMatchObject({
      Condition: {
        ArnEquals: {
          "lambda:SourceFunctionArn":
            "arn:aws:lambda:us-east-1:111111111111:function:webapp-test-configure-logs-index",
        },
      },
    });
    expect(denied?.Action).toContain("ec2:CreateNetworkInterface");
    expect(full.one("aws_lambda_function", "forwarder/function")["vpc_config"]).toBeUndefined();
  });

  it("M5: has the set-up function called every ten minutes", () => {
    expect(full.one("aws_cloudwatch_event_rule")["schedule_expression"]).toBe("rate(10 minutes)");
    const variables = full.one("aws_lambda_function", "setup/function")["environment"];
    expect(variables).toMatchObject({
      variables: { ENDPOINT: full.reference("aws_opensearch_domain", "domain", "endpoint") },
    });
  });
});

describe("the watch over log analytics", () => {
  const monitoring = stacks.get("test-us-east-1-service").below("monitoring");

  it("M2, M5: has alarms on domain, delivery and functions, called as they are", () => {
    const ids = alarmIds(monitoring).filter(
      (id) => !alarmIds(stacks.get("none-us-east-1-service").below("monitoring")).includes(id),
    );
    expect(ids.sort()).toEqual([
      "function-configure-logs-index-errors",
      "function-configure-logs-index-throttles",
      "function-forward-logs-errors",
      "function-forward-logs-throttles",
      "log-dead-letters",
      "log-delivery-delay",
      "log-delivery-errors",
      "search-blocked",
      "search-cpu",
      "search-key",
      "search-leader-cpu",
      "search-leader-memory",
      "search-memory",
      "search-old-memory",
      "search-red",
      "search-snapshot",
      "search-storage",
      "search-yellow",
    ]);
    expect(alarm(monitoring, "search-red")["dimensions"]).toEqual({
      ClientId: "111111111111",
      DomainName: domainOf(full)["domain_name"],
    });
    expect(alarm(monitoring, "log-delivery-delay")["dimensions"]).toEqual({
      DeliveryStreamName: full.one("aws_kinesis_firehose_delivery_stream")["name"],
    });
    expect(alarm(monitoring, "log-dead-letters")["dimensions"]).toEqual({
      QueueName: full.one("aws_sqs_queue", "forwarder/dead-letters")["name"],
    });
    const logs = full.all("aws_cloudwatch_log_group").map(({ name }) => name);
    const { LogGroupName } = alarm(monitoring, "log-delivery-errors")["dimensions"] as {
      LogGroupName: string;
    };
    expect(logs).toContain(LogGroupName);
    // A quarter of 20 GiB, in MiB.
    expect(alarm(monitoring, "search-storage")["threshold"]).toBe(5120);
  });

  it("M3, M5: has a row on the dashboard", () => {
    const body = (name: string) =>
      String(
        stacks.get(`${name}-us-east-1-service`).below("monitoring").one("aws_cloudwatch_dashboard")[
          "dashboard_body"
        ],
      );
    expect(body("test")).toContain("## Log analytics");
    expect(body("none")).not.toContain("## Log analytics");
  });
});
