import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../../environments/config/schema";
import { MINIMAL, synthesize } from "../../tools/testing/synthesize";
import type { SynthesizedStack } from "../../tools/testing/synthesized-stack";

type Service = NonNullable<EnvironmentInput["services"]>[string];

const stackOf = (services: NonNullable<EnvironmentInput["services"]>) =>
  synthesize({ test: { ...MINIMAL, queue: {}, services } }).get("test-us-east-1-service");
const web = (fields: Service = {}) => stackOf({ web: { route: {}, ...fields } });
const worker = (fields: Service = {}) =>
  stackOf({ web: { route: {} }, worker: { queue: "receive", ...fields } });

const policies = (stack: SynthesizedStack, service: string) =>
  stack
    .all("aws_appautoscaling_policy")
    .map((policy) => stack.pathOf(policy))
    .filter((path) => path.startsWith(`${service}/`))
    .sort();
const policy = (stack: SynthesizedStack, path: string) =>
  stack.one("aws_appautoscaling_policy", `web/scaling/${path}`);

describe("the number of tasks", () => {
  it("A1: stays between its bounds", () => {
    const stack = web({ min: 2, max: 10 });

    expect(stack.one("aws_appautoscaling_target")).toMatchObject({
      service_namespace: "ecs",
      scalable_dimension: "ecs:service:DesiredCount",
      resource_id: `service/${stack.reference("aws_ecs_cluster", undefined, "name")}/${stack.reference("aws_ecs_service", "web", "name")}`,
      min_capacity: 2,
      max_capacity: 10,
    });
    expect(stack.one("aws_appautoscaling_target")).not.toHaveProperty("lifecycle");
  });

  it.each([
    ["CPU at 70 %", "cpu", 70, "ECSServiceAverageCPUUtilization"],
    ["memory at 80 %", "memory", 80, "ECSServiceAverageMemoryUtilization"],
  ])("A1: tracks %s by default", (_title, path, target, metric) => {
    expect(policy(web(), path)).toMatchObject({
      policy_type: "TargetTrackingScaling",
      target_tracking_scaling_policy_configuration: {
        target_value: target,
        scale_out_cooldown: 60,
        scale_in_cooldown: 300,
        predefined_metric_specification: { predefined_metric_type: metric },
      },
    });
  });

  it("A1: has cooldowns of its own for each metric", () => {
    const cooldowns = (out: number) => ({
      scaleOutCooldownSeconds: out,
      scaleInCooldownSeconds: out * 2,
    });
    const stack = web({ scaling: { cpu: cooldowns(10), memory: cooldowns(20), requests: cooldowns(30) } });

    const found = ["cpu", "memory", "requests"].map(
      (path) => policy(stack, path)["target_tracking_scaling_policy_configuration"],
    );

    expect(found).toMatchObject(
      [10, 20, 30].map((out) => ({ scale_out_cooldown: out, scale_in_cooldown: out * 2 })),
    );
  });

  it("A1: counts the requests of the service's own target group, none as 0, so that nobody leaves it large", () => {
    const stack = web({ scaling: { requests: { perTask: 500 } } });

    const dimensions = [
      {
        name: "LoadBalancer",
        value: expect.stringMatching(/-ingress\.outputs\..*aws_lb.*arn_suffix\}$/) as string,
      },
      { name: "TargetGroup", value: stack.reference("aws_lb_target_group", undefined, "arn_suffix") },
    ];
    const metric = { namespace: "AWS/ApplicationELB", metric_name: "RequestCountPerTarget", dimensions };
    expect(policy(stack, "requests")).toMatchObject({
      target_tracking_scaling_policy_configuration: {
        target_value: 500,
        customized_metric_specification: {
          metrics: [
            { id: "requests", metric_stat: { metric, stat: "Sum" }, return_data: false },
            { expression: "FILL(requests, 0)", return_data: true },
          ],
        },
      },
    });
  });

  it("A1: does not follow requests or messages that a service does not get", () => {
    const tracked = ["cpu", "fast", "memory"].map((id) => `job/scaling/${id}`);

    expect(policies(stackOf({ web: { route: {} }, job: {} }), "job")).toEqual(tracked);
    expect(policies(web({ scaling: { requests: { enabled: false } } }), "web")).not.toContain(
      "web/scaling/requests",
    );
    expect(policies(worker({ scaling: { backlog: { enabled: false } } }), "worker")).not.toContain(
      "worker/scaling/backlog",
    );
  });

  it("A1: is given its policies one after the other, which AWS asks for", () => {
    const stack = web();
    const address = (id: string) => stack.address("aws_appautoscaling_policy", `web/scaling/${id}`);

    expect(policy(stack, "cpu")["depends_on"]).toEqual([stack.address("aws_appautoscaling_target")]);
    expect(policy(stack, "memory")["depends_on"]).toEqual([address("cpu")]);
    expect(policy(stack, "requests")["depends_on"]).toEqual([address("memory")]);
    expect(policy(stack, "fast")["depends_on"]).toEqual([address("requests")]);
  });
});

describe("the fast path", () => {
  it("A2: adds tasks after one minute above 80 % CPU, more above 90 %, and removes none", () => {
    const stack = web();

    expect(stack.one("aws_cloudwatch_metric_alarm", "web/scaling/fast/alarm")).toMatchObject({
      alarm_name: "webapp-test-web-cpu-fast",
      namespace: "AWS/ECS",
      metric_name: "CPUUtilization",
      dimensions: {
        ClusterName: stack.reference("aws_ecs_cluster", undefined, "name"),
        ServiceName: stack.reference("aws_ecs_service", "web", "name"),
      },
      statistic: "Average",
      comparison_operator: "GreaterThanThreshold",
      threshold: 80,
      period: 60,
      evaluation_periods: 1,
      treat_missing_data: "notBreaching",
      alarm_actions: [stack.reference("aws_appautoscaling_policy", "web/scaling/fast", "arn")],
    });
    expect(policy(stack, "fast")).toMatchObject({
      policy_type: "StepScaling",
      step_scaling_policy_configuration: {
        adjustment_type: "PercentChangeInCapacity",
        min_adjustment_magnitude: 1,
        cooldown: 60,
        step_adjustment: [
          { metric_interval_lower_bound: "0", metric_interval_upper_bound: "10", scaling_adjustment: 25 },
          { metric_interval_lower_bound: "10", scaling_adjustment: 50 },
        ],
      },
    });
  });

  it("A2: covers every breach once, whatever the steps", () => {
    const steps = [75, 80, 90, 95].map((abovePercent, index) => ({
      abovePercent,
      addPercent: 10 * (index + 1),
    }));
    const found = policy(web({ scaling: { step: { steps } } }), "fast")[
      "step_scaling_policy_configuration"
    ] as {
      step_adjustment: { metric_interval_lower_bound: string; metric_interval_upper_bound?: string }[];
    };

    const bounds = found.step_adjustment.map((one) => [
      one.metric_interval_lower_bound,
      one.metric_interval_upper_bound,
    ]);
    expect(bounds).toEqual([
      ["0", "5"],
      ["5", "15"],
      ["15", "20"],
      ["20", undefined],
    ]);
  });

  it("A2: can be left out", () => {
    const stack = web({ scaling: { step: { enabled: false } } });

    const alarms = stack.all("aws_cloudwatch_metric_alarm").map((alarm) => stack.pathOf(alarm));
    expect(alarms.filter((path) => path.startsWith("web/scaling/"))).toEqual([]);
    expect(policies(stack, "web")).not.toContain("web/scaling/fast");
  });
});

describe("a worker", () => {
  interface Metric {
    readonly id: string;
    readonly expression?: string;
    readonly return_data: boolean;
    readonly metric_stat?: { readonly metric: object; readonly stat: string };
  }

  it("A3: is scaled by waiting messages per running task", () => {
    const stack = worker({ scaling: { backlog: { perTask: 20 } } });
    const configuration = stack.one("aws_appautoscaling_policy", "worker/scaling/backlog")[
      "target_tracking_scaling_policy_configuration"
    ] as { target_value: number; customized_metric_specification: { metrics: Metric[] } };
    const [waiting, running, backlog] = configuration.customized_metric_specification.metrics;

    expect(configuration.target_value).toBe(20);
    expect(waiting?.metric_stat?.metric).toMatchObject({
      namespace: "AWS/SQS",
      metric_name: "ApproximateNumberOfMessagesVisible",
      dimensions: [{ name: "QueueName", value: expect.stringContaining("remote_state") as string }],
    });
    expect(running?.metric_stat?.metric).toMatchObject({
      namespace: "ECS/ContainerInsights",
      metric_name: "RunningTaskCount",
    });
    expect([waiting?.return_data, running?.return_data, backlog?.return_data]).toEqual([false, false, true]);
    expect(backlog?.expression).toBe("waiting / IF(FILL(running, 0) > 1, running, 1)");
  });

  it.each([
    ["its minimum is 0", { min: 0 }],
    [
      "a schedule lets it",
      { scaling: { schedules: [{ name: "night", schedule: "cron(0 22 ? * * *)", min: 0 }] } },
    ],
  ])("A3: is started from zero by the first message where %s", (_title, fields) => {
    const stack = worker(fields);
    const alarm = stack.one("aws_cloudwatch_metric_alarm", "worker/scaling/first-task/alarm");

    expect(alarm).toMatchObject({
      comparison_operator: "GreaterThanThreshold",
      threshold: 0,
      alarm_actions: [stack.reference("aws_appautoscaling_policy", "worker/scaling/first-task", "arn")],
    });
    expect(JSON.stringify(alarm["metric_query"])).toContain("IF(FILL(running, 0) < 1, waiting, 0)");
    expect(stack.one("aws_appautoscaling_policy", "worker/scaling/first-task")).toMatchObject({
      step_scaling_policy_configuration: {
        adjustment_type: "ChangeInCapacity",
        step_adjustment: [{ metric_interval_lower_bound: "0", scaling_adjustment: 1 }],
      },
    });
  });

  it("A3: needs no start from zero where it never gets there", () => {
    expect(policies(worker(), "worker")).not.toContain("worker/scaling/first-task");
  });
});

describe("schedules", () => {
  const NIGHT = {
    name: "night",
    schedule: "cron(0 20 ? * MON-FRI *)",
    timezone: "Europe/Berlin",
    min: 0,
    max: 0,
  };
  const MORNING = { name: "morning", schedule: "cron(0 7 ? * MON-FRI *)", timezone: "Europe/Berlin" };
  const stack = web({ min: 2, max: 6, scaling: { schedules: [NIGHT, MORNING] } });

  it("A6, K2: go down to zero at night, and back to the service's own bounds in the morning", () => {
    const action = (name: string) =>
      stack.one("aws_appautoscaling_scheduled_action", `web/scaling/schedules/${name}`);

    expect(action("night")).toMatchObject({
      name: "night",
      schedule: "cron(0 20 ? * MON-FRI *)",
      timezone: "Europe/Berlin",
      scalable_target_action: { min_capacity: "0", max_capacity: "0" },
    });
    expect(action("morning")).toMatchObject({
      scalable_target_action: { min_capacity: "2", max_capacity: "6" },
    });
  });

  it("A6: own the bounds: Terraform does not set them back at night", () => {
    expect(stack.one("aws_appautoscaling_target")).toMatchObject({
      min_capacity: 2,
      max_capacity: 6,
      lifecycle: { ignore_changes: ["min_capacity", "max_capacity"] },
    });
  });

  it("A6: none by default", () => {
    expect(web().all("aws_appautoscaling_scheduled_action")).toEqual([]);
  });
});
