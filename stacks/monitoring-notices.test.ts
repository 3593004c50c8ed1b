import { describe, expect, it } from "vitest";
import { databaseEvent } from "../constructs/monitoring/events";
import { MINIMAL, synthesize } from "../tools/testing/synthesize";
import type { SynthesizedStack } from "../tools/testing/synthesized-stack";
import { alarm, alarmIds, named, synthesizeWatched } from "../tools/testing/watched";

const synthesized = synthesizeWatched();
const monitoring = (environment: string) =>
  synthesized.get(`${environment}-us-east-1-service`).below("monitoring");
const full = monitoring("full");

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
    const stack = synthesize({ test: { ...MINIMAL, monitoring: monitored } })
      .get("test-us-east-1-service")
      .below("monitoring");
    expect(
      stack.all("aws_sns_topic_subscription").map(({ protocol, endpoint }) => [protocol, endpoint]),
    ).toEqual([
      ["email", "a@example.com"],
      ["email", "b@example.com"],
      ["https", "https://example.com/x"],
    ]);
  });

  it("K2: are few where only essential alarms are wanted", () => {
    const few = alarmIds(monitoring("few"));
    expect(few.length).toBeLessThan(alarmIds(full).length / 3);
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

  it("M2: of tasks of this cluster's services that find no capacity are told", () => {
    expect(rule("placement-failed")).toEqual({
      source: ["aws.ecs"],
      "detail-type": ["ECS Service Action"],
      resources: [{ prefix: "arn:aws:ecs:us-east-1:111111111111:service/webapp-full/" }],
      detail: { eventName: ["SERVICE_TASK_PLACEMENT_FAILURE"] },
    });
  });

  it("M2: of this database are told, and of no other", () => {
    expect(rule("database-event")["detail"]).toMatchObject({
      SourceIdentifier: ["webapp-full", { prefix: "webapp-full-" }],
    });
    const pattern = monitoring("aurora")
      .all("aws_cloudwatch_event_rule")
      .map((one) => String(one["event_pattern"]))
      .find((text) => text.includes("aws.rds"));
    expect(JSON.parse(pattern ?? "{}")).toMatchObject({
      detail: {
        SourceIdentifier: ["webapp-aurora", { prefix: "webapp-aurora-" }],
        EventCategories: expect.arrayContaining(["failover", "global-failover"]) as string[],
      },
    });
  });

  it("M2: of AWS Health are told where a service in use is concerned, or this account alone", () => {
    expect(rule("health-event")["detail"]).toEqual({
      $or: [
        {
          service: expect.arrayContaining(["ECS", "RDS"]) as string[],
          eventTypeCategory: ["issue", "scheduledChange"],
        },
        { eventScopeCode: ["ACCOUNT_SPECIFIC"] },
      ],
    });
  });

  it("M2: of readers that are added by load are told too", () => {
    const { detail } = databaseEvent("webapp-test", true).pattern as {
      detail: { SourceIdentifier: unknown[] };
    };
    expect(detail.SourceIdentifier).toContainEqual({ prefix: "application-autoscaling-" });
  });

  it("M2: become sentences", () => {
    const transformed = full.all("aws_cloudwatch_event_target").filter((one) => "input_transformer" in one);
    expect(transformed).toHaveLength(6);
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
