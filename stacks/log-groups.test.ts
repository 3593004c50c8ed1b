import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadEnvironments } from "../environments/config/load";
import { statements } from "../tools/testing/policy";
import { environment, MINIMAL, synthesizeEnvironments } from "../tools/testing/synthesize";
import type { Synthesized, SynthesizedStack } from "../tools/testing/synthesized-stack";

/** The shipped environments, and one with what they do not have. */
const environments = [
  ...loadEnvironments(join(__dirname, "..", "environments")),
  environment(
    {
      ...MINIMAL,
      database: { engine: "mysql", proxy: true },
      cluster: { containerInsights: "enhanced" },
      services: { web: { route: {}, exec: true } },
    },
    "more",
  ),
];
const stacks = synthesizeEnvironments(environments);
const all = stacks.all.flatMap((stack) =>
  stack.all("aws_cloudwatch_log_group").map((group) => [stack, group] as const),
);

/** Names of the log groups of a stack's environment and region. */
function groupsNear({ id }: SynthesizedStack): string[] {
  const place = id.replace(/-[a-z]+$/, "");
  return all.filter(([stack]) => stack.id.startsWith(`${place}-`)).map(([, group]) => String(group["name"]));
}

const having = (type: string) =>
  stacks.all.flatMap((stack) => stack.all(type).map((one) => [stack, one] as const));
const texts = (value: unknown) => (value as readonly string[] | undefined) ?? [];

describe("M1: log groups", () => {
  it("M1: all have a retention and a key of the customer's", () => {
    expect(all.length).toBeGreaterThan(20);
    for (const [stack, group] of all) {
      expect([stack.id, group["name"], Number(group["retention_in_days"]) > 0]).toEqual([
        stack.id,
        group["name"],
        true,
      ]);
      expect([group["name"], group["kms_key_id"]]).toEqual([group["name"], expect.stringMatching(/\S/)]);
    }
  });

  it("M1: exist for every container", () => {
    for (const [stack, task] of having("aws_ecs_task_definition")) {
      const containers = JSON.parse(String(task["container_definitions"])) as {
        logConfiguration: { options: Record<string, string> };
      }[];
      for (const { logConfiguration } of containers) {
        const reference = logConfiguration.options["awslogs-group"] ?? "";
        const group = stack
          .all("aws_cloudwatch_log_group")
          .find((one) => reference.includes(one["//"].metadata.uniqueId));
        expect([task["family"], group?.["name"]]).toEqual([
          task["family"],
          expect.stringMatching(/^\/webapp-/),
        ]);
      }
    }
  });

  it("M1: exist for every function", () => {
    for (const [stack, one] of having("aws_lambda_function")) {
      expect(groupsNear(stack)).toContain(`/aws/lambda/${String(one["function_name"])}`);
    }
  });

  it.each([
    ["aws_db_instance", "identifier", "instance"],
    ["aws_rds_cluster", "cluster_identifier", "cluster"],
  ])("M1: exist for every log that a database exports (%s)", (type, identifier, kind) => {
    const found = having(type);
    expect(found.length).toBeGreaterThan(0);
    for (const [stack, one] of found) {
      const exported = texts(one["enabled_cloudwatch_logs_exports"]);
      expect(exported.length).toBeGreaterThan(0);
      for (const log of exported) {
        expect(groupsNear(stack)).toContain(`/aws/rds/${kind}/${String(one[identifier])}/${log}`);
      }
    }
  });

  it.each([
    ["aws_db_proxy", (one: Synthesized) => `/aws/rds/proxy/${String(one["name"])}`],
    ["aws_wafv2_web_acl", (one: Synthesized) => `aws-waf-logs-${String(one["name"])}`],
    ["aws_flow_log", () => expect.stringMatching(/\/flow-logs$/) as string],
    ["aws_elasticache_replication_group", () => expect.stringMatching(/\/cache\/slow-log$/) as string],
    ["aws_synthetics_canary", () => expect.stringContaining("/aws/lambda/${element(split(") as string],
  ])("M1: exist for every %s", (type, name) => {
    const found = having(type);
    expect(found.length).toBeGreaterThan(0);
    for (const [stack, one] of found) expect(groupsNear(stack)).toContainEqual(name(one));
  });

  it("M1: exist for Container Insights, wherever it is on", () => {
    for (const [stack, cluster] of having("aws_ecs_cluster")) {
      const name = `/aws/ecs/containerinsights/${String(cluster["name"])}/performance`;
      expect(groupsNear(stack)).toContain(name);
      expect(cluster["depends_on"]).toEqual([
        stack.address("aws_cloudwatch_log_group", "cluster/insights-log"),
      ]);
    }
  });

  it("M1: are named in policies with what is in them: AWS compares actions on a group with `…:*`", () => {
    const named = ["aws_iam_role_policy", "aws_cloudwatch_log_resource_policy"].flatMap((type) =>
      having(type).flatMap(([stack, one]) =>
        statements(one["policy"] ?? one["policy_document"]).flatMap(({ Resource }) =>
          [Resource].flat().flatMap((resource) => {
            const arn = String(resource);
            return arn.includes(":log-group:") ? [`${stack.id} ${arn}`] : [];
          }),
        ),
      ),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((arn) => !/:log-group:[^:]+(:\*|:log-stream:.+)$/.test(arn))).toEqual([]);
  });

  it("S2: are written by AWS services as one policy of each environment and region says", () => {
    const near = (id: string) =>
      stacks.all
        .filter((stack) => stack.id.startsWith(`${id}-`))
        .flatMap((stack) => stack.all("aws_cloudwatch_log_resource_policy"));
    const policies = near("prod-us-east-1");
    expect(policies).toHaveLength(1);
    const arn = (name: string) => `arn:aws:logs:us-east-1:333333333333:log-group:${name}:*`;
    const account = { "aws:SourceAccount": "333333333333" };
    expect(statements(policies[0]?.["policy_document"])).toMatchObject([
      {
        Principal: { Service: ["events.amazonaws.com", "delivery.logs.amazonaws.com"] },
        Resource: arn("/aws/events/webapp-prod/failed-tasks"),
      },
      {
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Resource: arn("aws-waf-logs-webapp-prod-web"),
        Condition: { StringEquals: account },
      },
      {
        Principal: { Service: "es.amazonaws.com" },
        Resource: arn("/webapp-prod/search/*"),
        Condition: {
          StringEquals: account,
          ArnLike: { "aws:SourceArn": expect.stringContaining("domain/webapp-prod") as string },
        },
      },
    ]);
  });

  it("M1: and a bucket whose objects expire for every load balancer", () => {
    for (const [stack, balancer] of having("aws_lb")) {
      expect(balancer["access_logs"]).toMatchObject({
        enabled: true,
        bucket: stack.reference("aws_s3_bucket", "load-balancer/access-logs"),
      });
      const { rule } = stack.one(
        "aws_s3_bucket_lifecycle_configuration",
        "load-balancer/access-logs/lifecycle",
      );
      expect((rule as { id: string }[]).map(({ id }) => id)).toContain("expire");
    }
  });
});
