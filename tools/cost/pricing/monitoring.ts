import type { Assumptions } from "../assumptions";
import { type Charge, HOURS, keptMonths, type Pricing } from "../charge";
import type { Resource } from "../stacks";

/** What fills a log group: who refers to it. */
const LOGS: readonly (readonly [type: string, gb: keyof Assumptions, price: string])[] = [
  ["aws_flow_log", "flowLogGb", "logs.vended.gb"],
  ["aws_wafv2_web_acl_logging_configuration", "firewallLogGb", "logs.vended.gb"],
  ["aws_route53_query_log", "otherLogGb", "logs.vended.gb"],
  ["aws_cloudtrail", "trailLogGb", "logs.ingest.gb"],
];

function logOf(group: Resource): readonly [gb: keyof Assumptions, price: string] {
  for (const [type, gb, price] of LOGS) if (group.referrers(type).length > 0) return [gb, price];
  const families = group.referrers("aws_ecs_task_definition");
  const served = families.some((family) => family.referrers("aws_ecs_service").length > 0);
  return [served ? "containerLogGb" : "otherLogGb", "logs.ingest.gb"];
}

const logGroup: Pricing = (resource, { assume }) => {
  const [gb, price] = logOf(resource);
  const monthly = assume[gb];
  const days = resource.number("retention_in_days", 0);
  const component = "logs" as const;
  return [
    { component, what: "log, taken in", price, quantity: monthly, usage: true },
    {
      component,
      what: "log, stored",
      price: "logs.storage.gb",
      // Never deleted: as much as a year brings.
      quantity: monthly * assume.logCompression * keptMonths(days === 0 ? 365 : days),
      usage: true,
    },
  ];
};

/** Each metric that an alarm looks at is charged; below a minute, three times as much. */
const alarm: Pricing = (resource) => {
  const queries = resource.list<{ metric?: { period?: number } | { period?: number }[] }>("metric_query");
  const periods = queries.flatMap(({ metric }) => [metric ?? []].flat().map(({ period = 60 }) => period));
  const all = queries.length === 0 ? [resource.number("period", 60)] : periods;
  const fast = all.filter((period) => period < 60).length;
  const component = "monitoring" as const;
  const charges: Charge[] = [
    { component, what: "alarm", price: "alarm", quantity: all.length - fast },
    { component, what: "alarm in seconds", price: "alarm.fast", quantity: fast },
  ];
  return charges;
};

/** Auto scaling makes two alarms for each target that it tracks, on all metrics of the target. */
const policy: Pricing = (resource) => {
  const [target] = resource.list("target_tracking_scaling_policy_configuration");
  if (target === undefined) return [];
  const metrics = [...JSON.stringify(target).matchAll(/"metric_stat"/g)].length;
  return [
    {
      component: "monitoring",
      what: "alarms of auto scaling",
      price: "alarm",
      quantity: 2 * Math.max(1, metrics),
    },
  ];
};

const composite: Pricing = () => [
  { component: "monitoring", what: "composite alarm", price: "alarm.composite", quantity: 1 },
];

const dashboard: Pricing = () => [
  { component: "monitoring", what: "dashboard", price: "dashboard", quantity: 1 },
];

const MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

/** How often a month `rate(5 minutes)` strikes; every five minutes where the expression says something else. */
export function runsPerMonth(expression: string): number {
  const [, count = "5", unit = "minute"] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  return (HOURS * 60) / (Number(count) * (MINUTES[unit] ?? 1));
}

const canary: Pricing = (resource) => {
  const [schedule] = resource.list<{ expression?: string }>("schedule");
  return [
    {
      component: "monitoring",
      what: "check from outside, runs",
      price: "canary.run",
      quantity: runsPerMonth(schedule?.expression ?? ""),
    },
  ];
};

const schedule: Pricing = (resource) => [
  {
    component: "monitoring",
    what: "scheduled invocations",
    price: "scheduler.invocations",
    quantity: runsPerMonth(resource.text("schedule_expression") ?? "") / 1e6,
  },
];

const subscription: Pricing = (resource, { assume }) => {
  const byMail = (resource.text("protocol") ?? "").startsWith("email");
  const thousand = assume.alerts / 1000;
  return [
    {
      component: "monitoring",
      what: "alerts",
      price: byMail ? "sns.email" : "sns.requests",
      quantity: byMail ? thousand : thousand / 10,
      usage: true,
    },
  ];
};

interface Nodes {
  readonly instance_type?: string;
  readonly instance_count?: number;
  readonly dedicated_master_enabled?: boolean;
  readonly dedicated_master_type?: string;
  readonly dedicated_master_count?: number;
}
interface Disk {
  readonly volume_type?: string;
  readonly volume_size?: number;
}

interface Vpc {
  readonly subnet_ids?: readonly string[];
}

/** Nodes with their disks, and dedicated masters. */
const search: Pricing = (resource) => {
  const [nodes] = resource.list<Nodes>("cluster_config");
  const [disk] = resource.list<Disk>("ebs_options");
  const count = nodes?.instance_count ?? 1;
  const type = nodes?.instance_type ?? "m4.large.search";
  const component = "log analytics" as const;
  const masters = nodes?.dedicated_master_enabled === true ? (nodes.dedicated_master_count ?? 3) : 0;
  return [
    {
      component,
      what: `${type} nodes`,
      price: `search.${type}`,
      quantity: count * HOURS,
    },
    ...(masters > 0
      ? [
          {
            component,
            what: "dedicated masters",
            price: `search.${nodes?.dedicated_master_type ?? type}`,
            quantity: masters * HOURS,
          },
        ]
      : []),
    {
      component,
      what: "disks",
      price: `search.${disk?.volume_type ?? "gp3"}.gb`,
      quantity: count * (disk?.volume_size ?? 10),
    },
  ];
};

/** Each record counts as a multiple of this: https://aws.amazon.com/firehose/pricing/ */
const RECORD_KB = 5;

/** What is taken in, and delivered into a VPC, where each zone is charged by the hour. */
const stream: Pricing = (resource, { assume }) => {
  const [destination] = resource.list<{ vpc_config?: Vpc | readonly Vpc[] }>("opensearch_configuration");
  const zones = [destination?.vpc_config ?? []].flat().flatMap(({ subnet_ids = [] }) => subnet_ids).length;
  const component = "log analytics" as const;
  const counted = Math.ceil(assume.searchRecordKb / RECORD_KB) * RECORD_KB;
  const usage = true;
  const taken = (assume.searchGb * counted) / assume.searchRecordKb;
  return [
    { component, what: "delivery", price: "firehose.gb", quantity: taken, usage },
    ...(zones === 0
      ? []
      : [
          { component, what: "delivery in the VPC", price: "firehose.vpc.hour", quantity: zones * HOURS },
          {
            component,
            what: "delivered in the VPC",
            price: "firehose.vpc.gb",
            quantity: assume.searchGb,
            usage,
          },
        ]),
  ];
};

export const MONITORING: Readonly<Record<string, Pricing>> = {
  aws_appautoscaling_policy: policy,
  aws_cloudwatch_composite_alarm: composite,
  aws_cloudwatch_dashboard: dashboard,
  aws_cloudwatch_log_group: logGroup,
  aws_cloudwatch_metric_alarm: alarm,
  aws_kinesis_firehose_delivery_stream: stream,
  aws_opensearch_domain: search,
  aws_scheduler_schedule: schedule,
  aws_sns_topic_subscription: subscription,
  aws_synthetics_canary: canary,
};
