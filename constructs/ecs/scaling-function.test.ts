import { describe, expect, it } from "vitest";
import type { ScalingEvent } from "../../functions/scale-service/event";
import type { EnvironmentInput } from "../../environments/config/schema";
import { permissions, statements } from "../../tools/testing/policy";
import { MINIMAL, synthesize } from "../../tools/testing/synthesize";

type Fields = Partial<EnvironmentInput>;

const stackOf = (fields: Fields = {}) =>
  synthesize({
    test: {
      ...MINIMAL,
      queue: {},
      services: {
        web: { route: {}, min: 2, max: 8, scaling: { predictive: { timezone: "Europe/Berlin" } } },
        worker: { queue: "receive", scaling: { predictive: { everyMinutes: 1 } } },
        job: {},
      },
      ...fields,
    },
  }).get("test-us-east-1-service");

const stack = stackOf();
const input = (service: string) => {
  const target = stack.one("aws_scheduler_schedule", `scaling/${service}`)["target"] as { input: string };
  return JSON.parse(target.input) as ScalingEvent;
};

describe("the scaling function", () => {
  it("A4: is there only where a service asks for it, once for all of them", () => {
    const without = stackOf({ services: { web: { route: {} } } });

    expect(without.below("scaling").types).toEqual([]);
    expect(without.all("aws_scheduler_schedule")).toEqual([]);
    expect(stack.below("scaling").all("aws_lambda_function")).toHaveLength(1);
    expect(stack.all("aws_scheduler_schedule").map((one) => one["name"])).toEqual([
      "webapp-test-web",
      "webapp-test-worker",
    ]);
  });

  it("A4: is called for each service on a schedule of its own, with what it has to know", () => {
    expect(stack.one("aws_scheduler_schedule", "scaling/web")).toMatchObject({
      schedule_expression: "rate(5 minutes)",
      schedule_expression_timezone: "Europe/Berlin",
      flexible_time_window: { mode: "OFF" },
      kms_key_arn: stack.reference("aws_kms_key", "scaling/key", "arn"),
      target: {
        arn: stack.reference("aws_lambda_function", "scaling/function", "arn"),
        role_arn: stack.reference("aws_iam_role", "scaling/schedule-role", "arn"),
        dead_letter_config: { arn: stack.reference("aws_sqs_queue", "scaling/dead-letters", "arn") },
        retry_policy: { maximum_retry_attempts: 0, maximum_event_age_in_seconds: 300 },
      },
    });
    expect(stack.one("aws_scheduler_schedule", "scaling/worker")["schedule_expression"]).toBe(
      "rate(1 minute)",
    );
    expect(input("web")).toMatchObject({
      environment: "test",
      service: "web",
      resourceId: stack.reference("aws_appautoscaling_target", "web/scaling", "resource_id"),
      min: 2,
      max: 8,
      cpuPercent: 70,
      requests: {
        loadBalancer: expect.stringMatching(/-ingress\.outputs\..*aws_lb.*arn_suffix\}$/) as string,
        targetGroup: stack.reference("aws_lb_target_group", undefined, "arn_suffix"),
        perTask: 1000,
      },
      weeks: 4,
      timezone: "Europe/Berlin",
      leadMinutes: 15,
      holdMinutes: 60,
      headroomPercent: 10,
    });
    expect(input("web")).not.toHaveProperty("queueName");
    expect(input("worker")).not.toHaveProperty("requests");
    expect(input("worker").queueName).toContain("remote_state");
  });

  it("A4: owns the minimum: Terraform does not set it back, and still sets the maximum", () => {
    expect(stack.one("aws_appautoscaling_target", "web/scaling")).toMatchObject({
      min_capacity: 2,
      max_capacity: 8,
      lifecycle: { ignore_changes: ["min_capacity"] },
    });
    expect(stack.one("aws_appautoscaling_target", "job/scaling")).not.toHaveProperty("lifecycle");
  });

  it("A4, S2: may read metrics, publish its own, and set the minimum of its services, nothing else", () => {
    const policy = stack.one("aws_iam_role_policy", "scaling/function/role/policy")["policy"];
    const ecs = (service: string) =>
      `arn:aws:ecs:us-east-1:111111111111:${stack.reference("aws_appautoscaling_target", `${service}/scaling`, "resource_id")}`;
    const target = (service: string) =>
      stack.reference("aws_appautoscaling_target", `${service}/scaling`, "arn");
    const key = stack.reference("aws_kms_key", "scaling/key", "arn");
    const stream = "arn:aws:logs:us-east-1:111111111111:log-group:/aws/lambda/webapp-test-scale-service:*";

    expect(permissions(policy)).toEqual(
      [
        "Allow application-autoscaling:DescribeScalableTargets *",
        `Allow application-autoscaling:RegisterScalableTarget ${target("web")}`,
        `Allow application-autoscaling:RegisterScalableTarget ${target("worker")}`,
        "Allow cloudwatch:GetMetricData *",
        "Allow cloudwatch:PutMetricData *",
        ...["web", "worker"].flatMap((service) => [
          `Allow ecs:DescribeServices ${ecs(service)}`,
          `Allow ecs:UpdateService ${ecs(service)}`,
        ]),
        `Allow kms:Decrypt ${key}`,
        `Allow kms:GenerateDataKey ${key}`,
        `Allow logs:CreateLogStream ${stream}`,
        `Allow logs:PutLogEvents ${stream}`,
        `Allow sqs:SendMessage ${stack.reference("aws_sqs_queue", "scaling/dead-letters", "arn")}`,
      ].sort(),
    );
    const publish = statements(policy).find(({ Sid }) => Sid === "PublishMetrics");
    expect(publish?.Condition).toEqual({ StringEquals: { "cloudwatch:namespace": "WebApp/Scaling" } });
  });

  it("A4, S2: is called by the schedules of this environment only", () => {
    const [trust] = statements(stack.one("aws_iam_role", "scaling/schedule-role")["assume_role_policy"]);

    expect(trust).toMatchObject({
      Principal: { Service: "scheduler.amazonaws.com" },
      Condition: {
        StringEquals: { "aws:SourceAccount": "111111111111" },
        ArnLike: {
          "aws:SourceArn": "arn:aws:scheduler:us-east-1:111111111111:schedule-group/webapp-test-scaling",
        },
      },
    });
  });

  it("A4, S5: keeps what fails in an encrypted queue, and tries nothing again: the next call comes soon", () => {
    const queue = stack.one("aws_sqs_queue", "scaling/dead-letters");

    expect(queue).toMatchObject({
      message_retention_seconds: 14 * 24 * 3600,
      kms_master_key_id: stack.reference("aws_kms_key", "scaling/key", "arn"),
    });
    expect(stack.one("aws_lambda_function", "scaling/function")).toMatchObject({
      timeout: 60,
      dead_letter_config: { target_arn: stack.reference("aws_sqs_queue", "scaling/dead-letters", "arn") },
      kms_key_arn: stack.reference("aws_kms_key", "scaling/key", "arn"),
      environment: { variables: { METRICS_NAMESPACE: "WebApp/Scaling" } },
    });
    expect(
      stack.one("aws_lambda_function_event_invoke_config", "scaling/function/asynchronous"),
    ).toMatchObject({
      maximum_retry_attempts: 0,
      maximum_event_age_in_seconds: 300,
    });
    expect(stack.one("aws_cloudwatch_log_group", "scaling/function/log")).toMatchObject({
      retention_in_days: 90,
    });
  });

  it("A4: reserves concurrency and is traced where the configuration says so", () => {
    const chosen = stackOf({ scalingFunction: { reservedConcurrency: 3, tracing: true } });

    expect(chosen.one("aws_lambda_function", "scaling/function")).toMatchObject({
      reserved_concurrent_executions: 3,
      tracing_config: { mode: "Active" },
    });
    expect(
      permissions(chosen.one("aws_iam_role_policy", "scaling/function/role/policy")["policy"]),
    ).toContain("Allow xray:PutTraceSegments *");
    expect(stack.one("aws_lambda_function", "scaling/function")).not.toHaveProperty("tracing_config");
    expect(stack.one("aws_lambda_function", "scaling/function")).not.toHaveProperty(
      "reserved_concurrent_executions",
    );
  });
});
