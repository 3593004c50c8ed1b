import { describe, expect, it } from "vitest";
import { charges, estimateOf, type Resources, stackOf } from "../../testing/priced";
import { averageTasks, onSpot } from "./compute";

const ON_DEMAND = [{ capacity_provider: "FARGATE", base: 0, weight: 1 }];

/** A service of 1 vCPU and 2 GB, between two and six tasks. */
function service(
  more: object = {},
  definition: object = {},
  actions: Record<string, object> = {},
): Resources {
  return {
    aws_ecs_task_definition: { web: { cpu: "1024", memory: "2048", ...definition } },
    aws_ecs_service: {
      web: {
        task_definition: "${aws_ecs_task_definition.web.arn}",
        desired_count: 3,
        capacity_provider_strategy: ON_DEMAND,
        ...more,
      },
    },
    aws_appautoscaling_target: {
      web: { resource_id: "service/x/${aws_ecs_service.web.name}", min_capacity: 2, max_capacity: 6 },
    },
    aws_appautoscaling_scheduled_action: actions,
  };
}
const tasks = (resources: Resources, assume = {}) =>
  Object.fromEntries(
    Object.entries(charges(resources, { applicationMetrics: 0, ...assume })).filter(([what]) =>
      what.startsWith("tasks"),
    ),
  );

describe("tasks", () => {
  it("K3: are charged for their minimum, and for what the load adds", () => {
    expect(tasks(service(), { load: 0.25 })).toEqual({
      "tasks, CPU": 59.1008, // 2 × 730 h × $0.04048
      "tasks, memory": 12.9794, // 2 × 2 GB × 730 h × $0.004445
      "tasks, above the minimum, CPU": 29.5504, // 0.25 × 4 tasks
      "tasks, above the minimum, memory": 6.4897,
    });
  });

  it("K3: are cheaper on ARM", () => {
    const arm = service({}, { runtime_platform: { cpu_architecture: "ARM64" } });
    expect(tasks(arm, { load: 0 })).toEqual({
      "tasks, CPU": 47.2748, // 2 × 730 h × $0.03238
      "tasks, memory": 10.3952, // 4 GB × 730 h × $0.00356
    });
  });

  it("K2, K3: are cheaper on Spot, by what is assumed", () => {
    const spot = service({ capacity_provider_strategy: [{ capacity_provider: "FARGATE_SPOT", weight: 1 }] });
    expect(tasks(spot, { load: 0, spotDiscount: 0.6 })).toEqual({
      "tasks on Spot, CPU": 23.6403, // 59.1008 × 0.4
      "tasks on Spot, memory": 5.1918,
    });
  });

  it("K3: above 20 GB of disk are charged for the rest", () => {
    const big = service({}, { ephemeral_storage: { size_in_gib: 50 } });
    expect(tasks(big, { load: 0 })["tasks, disk"]).toBe(4.8618); // 2 × 30 GB × 730 h × $0.000111
  });

  it("K3: without auto scaling are as many as are desired", () => {
    const fixed = stackOf({ aws_ecs_service: { web: { desired_count: 3 } } }).find("aws_ecs_service", "web");
    expect(fixed && averageTasks(fixed, 0.5)).toEqual({ least: 3, more: 0 });
  });

  it("K2, K3: are not charged while the schedule switches them off", () => {
    const target = "${aws_appautoscaling_target.web.resource_id}";
    const action = (schedule: string, min: number, max: number) => ({
      resource_id: target,
      schedule,
      scalable_target_action: { min_capacity: String(min), max_capacity: String(max) },
    });
    const night = service(
      {},
      {},
      {
        night: action("cron(0 18 ? * * *)", 0, 0),
        morning: action("cron(0 6 ? * * *)", 2, 6),
      },
    );
    const always = tasks(service(), { load: 0 })["tasks, CPU"] ?? 0;
    expect(tasks(night, { load: 0 })["tasks, CPU"]).toBeCloseTo(always / 2, 3);
  });

  it.each([
    [2, [{ capacity_provider: "FARGATE", base: 0, weight: 1 }], 0],
    [5, [{ capacity_provider: "FARGATE_SPOT", weight: 1 }], 5],
    [
      4,
      [
        { capacity_provider: "FARGATE", base: 1, weight: 1 },
        { capacity_provider: "FARGATE_SPOT", weight: 2 },
      ],
      2,
    ],
    [
      1,
      [
        { capacity_provider: "FARGATE", base: 2, weight: 0 },
        { capacity_provider: "FARGATE_SPOT", weight: 1 },
      ],
      0,
    ],
  ])("K2, K3: %d tasks with %j: %d on Spot", (count, strategy, expected) => {
    expect(onSpot(count, strategy)).toBeCloseTo(expected, 10);
  });
});

describe("Container Insights", () => {
  const cluster = (value: string): Resources => ({
    ...service({ cluster: "${aws_ecs_cluster.main.arn}" }),
    aws_ecs_cluster: { main: { setting: [{ name: "containerInsights", value }] } },
  });
  const insights = (value: string) =>
    estimateOf(cluster(value), { insightsMetrics: 10, insightsTaskMetrics: 20, load: 0.25 })
      .lines.filter(({ what }) => what.startsWith("Container Insights"))
      .map(({ monthly }) => Number(monthly.toFixed(4)));

  it("K3: charges metrics of cluster and service; enhanced, those of tasks, at another price", () => {
    expect(insights("disabled")).toEqual([]);
    expect(insights("enabled")).toEqual([6]); // 2 × 10 metrics × $0.30
    expect(insights("enhanced")).toEqual([5.6]); // (20 + 3 tasks × 20) × $0.07
  });
});

describe("images and functions", () => {
  it("K2, K3: charges as many images as the lifecycle policy keeps", () => {
    const rules = [
      { selection: { countType: "sinceImagePushed", countNumber: 1 } },
      { selection: { countType: "imageCountMoreThan", countNumber: 40 } },
    ];
    const registry = {
      aws_ecr_repository: { app: {} },
      aws_ecr_lifecycle_policy: {
        app: { repository: "${aws_ecr_repository.app.name}", policy: JSON.stringify({ rules }) },
      },
    };
    expect(charges(registry, { imageGb: 0.05 })).toEqual({ images: 0.2 }); // 40 × 0.05 GB × $0.10
  });

  it("K3: charges invocations, and memory by the second", () => {
    const code = { aws_lambda_function: { f: { memory_size: 512, architectures: ["arm64"] } } };
    expect(charges(code, { invocations: 2000, invocationSeconds: 0.5 })).toEqual({
      invocations: 0.4, // 2 million × $0.20
      "function time": 6.6667, // 500,000 GB-s × $0.0000133334
    });
  });
});
