import { type Charge, HOURS, type Pricing } from "../charge";
import type { Assumptions } from "../assumptions";
import type { Resource } from "../stacks";
import { vcpusOf } from "./instance-class";

const component = "database" as const;
const FREE_INSIGHTS_DAYS = 7;

/** What backups of so many days hold, in GB: the data once, and what changes in a day for each day. */
export function backupGb({ databaseGb, databaseChange }: Assumptions, days: number): number {
  return databaseGb * (1 + databaseChange * days);
}

/** RDS keeps the master password in a secret of Secrets Manager, which charges it. */
function masterSecret(resource: Resource): Charge[] {
  if (!resource.flag("manage_master_user_password")) return [];
  return [{ component: "security", what: "secret of the database", price: "secret", quantity: 1 }];
}

/** A week of Performance Insights is free; more is charged by vCPU, or by ACU. */
function insights(resource: Resource, price: string, quantity: number): Charge[] {
  const days = resource.number("performance_insights_retention_period", 0);
  if (!resource.flag("performance_insights_enabled") || days <= FREE_INSIGHTS_DAYS) return [];
  return [{ component: "monitoring", what: `Database Insights, ${days} days`, price, quantity }];
}

const instance: Pricing = (resource, { assume }) => {
  const engine = resource.text("engine") ?? "";
  const instanceClass = resource.text("instance_class") ?? "";
  const copies = resource.flag("multi_az") ? 2 : 1;
  const standby = copies === 2 ? " with standby" : "";
  const allocated = resource.number("allocated_storage", 0);
  const backups = backupGb(assume, resource.number("backup_retention_period", 0));
  return [
    {
      component,
      what: `${instanceClass}${standby}`,
      price: `rds.${engine}.${instanceClass}`,
      quantity: HOURS * copies,
    },
    {
      component,
      what: `storage${standby}`,
      price: `rds.${resource.text("storage_type") ?? "gp2"}.gb`,
      quantity: allocated * copies,
    },
    {
      component: "backup",
      // As much as is allocated is included.
      what: "automated backups",
      price: "rds.backup.gb",
      quantity: Math.max(0, backups - allocated),
      usage: true,
    },
    ...insights(resource, "insights.vcpu", vcpusOf(instanceClass) * copies),
    ...masterSecret(resource),
  ];
};

const cluster: Pricing = (resource, { assume }) => {
  const optimized = resource.text("storage_type") === "aurora-iopt1";
  const days = resource.number("backup_retention_period", 1);
  return [
    {
      component,
      what: "storage",
      price: optimized ? "aurora.optimized.gb" : "aurora.gb",
      quantity: assume.databaseGb,
      usage: true,
    },
    {
      component,
      what: "I/Os",
      price: "aurora.io",
      quantity: optimized ? 0 : assume.databaseIo,
      usage: true,
    },
    {
      component: "backup",
      // A day is included.
      what: "automated backups",
      price: "aurora.backup.gb",
      quantity: days > 1 ? backupGb(assume, days) : 0,
      usage: true,
    },
    ...masterSecret(resource),
  ];
};

function clusterOf(resource: Resource): Resource | undefined {
  return resource.references().find(({ type }) => type === "aws_rds_cluster");
}

const clusterInstance: Pricing = (resource, { assume }) => {
  const instanceClass = resource.text("instance_class") ?? "";
  if (instanceClass !== "db.serverless") {
    return [
      { component, what: instanceClass, price: `aurora.${instanceClass}`, quantity: HOURS },
      ...insights(resource, "insights.vcpu", vcpusOf(instanceClass)),
    ];
  }
  const [bounds] =
    clusterOf(resource)?.list<{ min_capacity?: number; max_capacity?: number }>(
      "serverlessv2_scaling_configuration",
    ) ?? [];
  const least = bounds?.min_capacity ?? 0;
  const more = assume.load * ((bounds?.max_capacity ?? least) - least);
  return [
    { component, what: "serverless capacity", price: "aurora.acu", quantity: least * HOURS },
    {
      component,
      what: "serverless capacity, above the minimum",
      price: "aurora.acu",
      quantity: more * HOURS,
      usage: true,
    },
    ...insights(resource, "insights.acu", least + more),
  ];
};

/** Readers that auto scaling adds, of the class of those that are there. Tasks are priced with their service. */
const scalingTarget: Pricing = (resource, { assume }) => {
  if (resource.text("service_namespace") !== "rds") return [];
  const more = resource.number("max_capacity", 0) - resource.number("min_capacity", 0);
  const [reader] = clusterOf(resource)?.referrers("aws_rds_cluster_instance") ?? [];
  const instanceClass = reader?.text("instance_class") ?? "";
  if (instanceClass === "db.serverless" || reader === undefined) return [];
  return [
    {
      component,
      what: `${instanceClass}, added readers`,
      price: `aurora.${instanceClass}`,
      quantity: assume.load * more * HOURS,
      usage: true,
    },
  ];
};

/** Charged by the vCPUs of what is behind it; serverless, by at least eight ACUs. https://aws.amazon.com/rds/proxy/pricing/ */
const proxy: Pricing = (resource) => {
  const targets = resource.referrers("aws_db_proxy_target").flatMap((target) => target.references());
  const databases = targets.flatMap((one) =>
    one.type === "aws_rds_cluster"
      ? one.referrers("aws_rds_cluster_instance")
      : one.type === "aws_db_instance"
        ? [one]
        : [],
  );
  const classes = databases.map((one) => one.text("instance_class") ?? "");
  const vcpus = classes.reduce((sum, one) => sum + (one === "db.serverless" ? 8 : vcpusOf(one)), 0);
  return [{ component, what: "proxy", price: "rds.proxy.vcpu", quantity: Math.max(2, vcpus) * HOURS }];
};

/** An endpoint besides the proxy's own is a PrivateLink endpoint. https://aws.amazon.com/rds/proxy/pricing/ */
const proxyEndpoint: Pricing = (resource) => [
  {
    component,
    what: "further endpoint of the proxy",
    price: "endpoint.hour",
    quantity: HOURS * resource.list("vpc_subnet_ids").length,
  },
];

const globalCluster: Pricing = (_, { assume }) => [
  {
    component,
    what: "writes replicated to another region",
    price: "aurora.replicated",
    quantity: assume.replicatedWrites,
    usage: true,
  },
];

export const DATABASE: Readonly<Record<string, Pricing>> = {
  aws_appautoscaling_target: scalingTarget,
  aws_db_instance: instance,
  aws_db_proxy: proxy,
  aws_db_proxy_endpoint: proxyEndpoint,
  aws_rds_cluster: cluster,
  aws_rds_cluster_instance: clusterInstance,
  aws_rds_global_cluster: globalCluster,
};
