import { type Charge, HOURS, type Pricing } from "../charge";
import type { Resource } from "../stacks";
import { weeklyAverage } from "./week";

/** Average numbers of tasks in a month, by what is charged in any case and what the load adds. */
export function averageTasks(
  service: Resource,
  load: number,
): { readonly least: number; readonly more: number } {
  const [target] = service.referrers("aws_appautoscaling_target");
  if (target === undefined) return { least: service.number("desired_count", 1), more: 0 };
  const schedules = target.referrers("aws_appautoscaling_scheduled_action").flatMap((action) =>
    action
      .list<{ min_capacity?: string | number; max_capacity?: string | number }>("scalable_target_action")
      .map(({ min_capacity: min = 0, max_capacity: max = 0 }) => ({
        schedule: action.text("schedule") ?? "",
        min: Number(min),
        max: Number(max),
      })),
  );
  const { min, max } = weeklyAverage(schedules, {
    min: target.number("min_capacity", 0),
    max: target.number("max_capacity", 0),
  });
  return { least: min, more: load * (max - min) };
}

interface Strategy {
  readonly capacity_provider: string;
  readonly base?: number;
  readonly weight?: number;
}

/** How many of so many tasks run on Spot: bases come first, the rest is divided by weight. */
export function onSpot(tasks: number, strategy: readonly Strategy[]): number {
  const spot = (of: "base" | "weight") =>
    strategy
      .filter(({ capacity_provider: provider }) => provider === "FARGATE_SPOT")
      .reduce((sum, one) => sum + (one[of] ?? 0), 0);
  const total = (of: "base" | "weight") => strategy.reduce((sum, one) => sum + (one[of] ?? 0), 0);
  const based = Math.min(tasks, total("base"));
  const spotBased = total("base") === 0 ? 0 : (based * spot("base")) / total("base");
  return spotBased + (total("weight") === 0 ? 0 : ((tasks - based) * spot("weight")) / total("weight"));
}

const service: Pricing = (resource, { assume }) => {
  const definition = resource
    .references("task_definition")
    .find(({ type }) => type === "aws_ecs_task_definition");
  const vcpu = (definition?.number("cpu", 256) ?? 256) / 1024;
  const gb = (definition?.number("memory", 512) ?? 512) / 1024;
  const [platform] = definition?.list<{ cpu_architecture?: string }>("runtime_platform") ?? [];
  const [disk] = definition?.list<{ size_in_gib?: number }>("ephemeral_storage") ?? [];
  const price = `fargate.${platform?.cpu_architecture === "ARM64" ? "arm" : "x86"}`;
  const strategy = resource.list<Strategy>("capacity_provider_strategy");
  const { least, more } = averageTasks(resource, assume.load);
  const cost = (tasks: number, usage: boolean, discount: number): Charge[] => {
    const title = `tasks${discount > 0 ? " on Spot" : ""}${usage ? ", above the minimum" : ""}`;
    const common = { component: "compute" as const, usage, discount };
    return [
      { ...common, what: `${title}, CPU`, price: `${price}.vcpu`, quantity: tasks * vcpu * HOURS },
      { ...common, what: `${title}, memory`, price: `${price}.gb`, quantity: tasks * gb * HOURS },
      {
        ...common,
        what: `${title}, disk`,
        price: "fargate.disk",
        quantity: tasks * Math.max(0, (disk?.size_in_gib ?? 20) - 20) * HOURS,
      },
    ];
  };
  const spotLeast = onSpot(least, strategy);
  const spotMore = onSpot(least + more, strategy) - spotLeast;
  return [
    ...cost(least - spotLeast, false, 0),
    ...cost(spotLeast, false, assume.spotDiscount),
    ...cost(more - spotMore, true, 0),
    ...cost(spotMore, true, assume.spotDiscount),
    {
      component: "monitoring",
      what: "metrics of the application",
      price: "metric",
      quantity: assume.applicationMetrics,
      usage: true,
    },
  ];
};

const cluster: Pricing = (resource, { assume }) => {
  const insights = resource
    .list<{ name?: string; value?: string }>("setting")
    .find(({ name }) => name === "containerInsights")?.value;
  if (insights !== "enabled" && insights !== "enhanced") return [];
  const services = resource.referrers("aws_ecs_service");
  const metrics = assume.insightsMetrics * (1 + services.length);
  if (insights === "enabled") {
    const what = "Container Insights";
    return [{ component: "monitoring", what, price: "metric", quantity: metrics }];
  }
  const tasks = services
    .map((one) => averageTasks(one, assume.load))
    .reduce((sum, { least, more }) => sum + least + more, 0);
  return [
    {
      component: "monitoring",
      what: "Container Insights, enhanced",
      price: "metric.insights",
      quantity: metrics + assume.insightsTaskMetrics * tasks,
    },
  ];
};

const repository: Pricing = (resource, { assume }) => {
  const kept = resource.referrers("aws_ecr_lifecycle_policy").flatMap((policy) => {
    const { rules = [] } = JSON.parse(policy.text("policy") ?? "{}") as {
      rules?: { selection?: { countType?: string; countNumber?: number } }[];
    };
    return rules.flatMap(({ selection }) =>
      selection?.countType === "imageCountMoreThan" ? [selection.countNumber ?? 0] : [],
    );
  });
  const images = kept.length === 0 ? 100 : Math.min(...kept);
  return [
    {
      component: "storage",
      what: "images",
      price: "ecr.gb",
      quantity: images * assume.imageGb,
      usage: true,
    },
  ];
};

const lambda: Pricing = (resource, { assume }) => {
  const [architecture] = resource.list<string>("architectures");
  const gb = resource.number("memory_size", 128) / 1024;
  const component = "compute" as const;
  return [
    {
      component,
      what: "invocations",
      price: "lambda.requests",
      quantity: assume.invocations / 1000,
      usage: true,
    },
    {
      component,
      what: "function time",
      price: `lambda.${architecture === "arm64" ? "arm" : "x86"}.gbs`,
      quantity: assume.invocations * 1000 * assume.invocationSeconds * gb,
      usage: true,
    },
  ];
};

export const COMPUTE: Readonly<Record<string, Pricing>> = {
  aws_ecr_repository: repository,
  aws_ecs_cluster: cluster,
  aws_ecs_service: service,
  aws_lambda_function: lambda,
};
