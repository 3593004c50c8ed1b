import { describe, expect, it } from "vitest";
import { charges, type Resources } from "../../testing/priced";
import { runsPerMonth } from "./monitoring";

describe("logs", () => {
  const group = (days: number, more: Resources = {}) => ({
    aws_cloudwatch_log_group: { log: { retention_in_days: days } },
    ...more,
  });
  const month = 730 / 24;

  it("K2, K3: are charged when they come in, and for as long as they are kept", () => {
    const flow = { aws_flow_log: { all: { log_destination: "${aws_cloudwatch_log_group.log.arn}" } } };
    const assumed = { flowLogGb: 100, logCompression: 0.15 };
    expect(charges(group(month, flow), assumed)).toEqual({
      "log, taken in": 50, // 100 GB × $0.50
      "log, stored": 0.45, // 15 GB × $0.03
    });
    expect(charges(group(10 * month, flow), assumed)["log, stored"]).toBe(4.5);
  });

  it("K3: are as large as what writes them: a service, a firewall, anything else", () => {
    const taken = (more: Resources) =>
      charges(group(1, more), { containerLogGb: 10, firewallLogGb: 20, otherLogGb: 30 })["log, taken in"];
    const reference = "${aws_cloudwatch_log_group.log.name}";
    const task = {
      aws_ecs_task_definition: { web: { container_definitions: `[{"group":"${reference}"}]` } },
    };
    expect(
      taken({
        ...task,
        aws_ecs_service: { web: { task_definition: "${aws_ecs_task_definition.web.arn}", desired_count: 0 } },
      }),
    ).toBe(5);
    expect(
      taken({ aws_wafv2_web_acl_logging_configuration: { l: { log_destination_configs: [reference] } } }),
    ).toBe(10);
    expect(taken(task)).toBe(15);
  });
});

describe("alarms, dashboards, checks", () => {
  it("K3: charges each metric of an alarm, and alarms in seconds three times as much", () => {
    const alarms = {
      aws_cloudwatch_metric_alarm: {
        plain: { period: 300 },
        fast: { period: 10 },
        rate: {
          metric_query: [{ expression: "a / b" }, { metric: { period: 60 } }, { metric: [{ period: 60 }] }],
        },
      },
      aws_cloudwatch_composite_alarm: { all: {} },
      aws_cloudwatch_dashboard: { main: {} },
    };
    expect(charges(alarms)).toEqual({
      alarm: 0.3,
      "alarm in seconds": 0.3,
      "composite alarm": 0.5,
      dashboard: 3,
    });
  });

  it("K3: charges the two alarms that each tracked target makes", () => {
    const metric = { metric_stat: {} };
    const policies = {
      aws_appautoscaling_policy: {
        cpu: { target_tracking_scaling_policy_configuration: {} },
        backlog: {
          target_tracking_scaling_policy_configuration: {
            customized_metric_specification: { metrics: [metric, metric, { expression: "a / b" }] },
          },
        },
        steps: { step_scaling_policy_configuration: {} },
      },
    };
    expect(charges(policies)["alarms of auto scaling"]).toBe(0.6); // (2 + 4) × $0.10
  });

  it("K3: charges each run of a check from outside", () => {
    const canary = { aws_synthetics_canary: { web: { schedule: { expression: "rate(5 minutes)" } } } };
    expect(charges(canary)).toEqual({ "check from outside, runs": 10.512 }); // 8,760 × $0.0012
  });

  it.each([
    ["rate(1 minute)", 43_800],
    ["rate(1 hour)", 730],
    ["rate(2 days)", 730 / 48],
    ["cron(0/5 * * * ? *)", 8760],
  ])("K3: %s strikes %d times a month", (expression, runs) => {
    expect(runsPerMonth(expression)).toBeCloseTo(runs, 6);
  });

  it("K3: charges alerts by mail, and scheduled invocations", () => {
    const sent = {
      aws_sns_topic_subscription: { ops: { protocol: "email" }, hook: { protocol: "https" } },
      aws_scheduler_schedule: { scale: { schedule_expression: "rate(1 minute)" } },
    };
    expect(charges(sent, { alerts: 1000 })).toEqual({
      alerts: 2.05, // 100,000 e-mails at $2, and as many requests at $0.50 a million
      "scheduled invocations": 0.0438,
    });
  });
});

describe("log analytics", () => {
  it("K3: charges nodes, dedicated masters, disks and delivery", () => {
    const domain = {
      aws_opensearch_domain: {
        logs: {
          cluster_config: {
            instance_type: "m6g.large.search",
            instance_count: 2,
            dedicated_master_enabled: true,
            dedicated_master_type: "t3.small.search",
            dedicated_master_count: 3,
          },
          ebs_options: { volume_type: "gp3", volume_size: 50 },
        },
      },
      aws_kinesis_firehose_delivery_stream: {
        logs: { opensearch_configuration: { vpc_config: { subnet_ids: ["a", "b"] } } },
      },
    };
    expect(charges(domain, { searchGb: 100, searchRecordKb: 1 })).toEqual({
      "m6g.large.search nodes": 186.88, // 2 × 730 h × $0.128
      "dedicated masters": 78.84, // 3 × 730 h × $0.036
      disks: 12.2, // 100 GB × $0.122
      delivery: 14.5, // 100 GB, each KB counted as 5, × $0.029
      "delivery in the VPC": 14.6, // 2 zones × 730 h × $0.01
      "delivered in the VPC": 1, // 100 GB × $0.01
    });
  });
});
