import type { EnvironmentInput } from "../../environments/config/schema";

/** Shipped environments, and the first region of production. */
export type Base = "dev" | "staging" | "prod" | "prod, one region";
type Services = NonNullable<EnvironmentInput["services"]>;

/** A choice of the configuration that changes what an environment costs. */
export interface Choice {
  /** What is chosen, and where: shown in docs/cost.md. */
  readonly title: string;
  readonly setting: string;
  /** What the choice is tried on. */
  readonly base: Base;
  /** Whether it makes the environment cheaper. */
  readonly saves: boolean;
  readonly change: (base: EnvironmentInput) => EnvironmentInput;
}

function eachService(
  { services = {}, ...rest }: EnvironmentInput,
  more: Partial<Services[string]>,
): EnvironmentInput {
  return {
    ...rest,
    services: Object.fromEntries(Object.entries(services).map(([name, one]) => [name, { ...one, ...more }])),
  };
}

/** Weekdays from 6 to 22 o'clock. */
const OFFICE_HOURS: NonNullable<Services[string]["scaling"]>["schedules"] = [
  { name: "night", schedule: "cron(0 22 ? * * *)", min: 0, max: 0 },
  { name: "morning", schedule: "cron(0 6 ? * MON-FRI *)" },
];

function withDatabase(base: EnvironmentInput, database: EnvironmentInput["database"]): EnvironmentInput {
  return { ...base, database };
}

/** What matters most, on the environment that it matters for. */
export const CHOICES: readonly Choice[] = [
  {
    title: "One region instead of two",
    setting: 'regions: [{ name: "us-east-1" }]',
    base: "prod",
    saves: true,
    change: (base) => ({ ...base, regions: base.regions.slice(0, 1) }),
  },
  {
    title: "One NAT gateway for all zones",
    setting: 'network.nat: "single"',
    base: "prod, one region",
    saves: true,
    change: (base) => ({ ...base, network: { ...base.network, nat: "single" } }),
  },
  {
    title: "No interface endpoints; AWS is reached through NAT",
    setting: "network.interfaceEndpoints: []",
    base: "prod, one region",
    saves: true,
    change: (base) => ({ ...base, network: { ...base.network, interfaceEndpoints: [] } }),
  },
  {
    title: "No reader, so nothing takes over from the database's writer",
    setting: "database.readers: 0",
    base: "prod, one region",
    saves: true,
    change: (base) =>
      withDatabase(base, {
        ...(base.database as Extract<EnvironmentInput["database"], { engine: "aurora-postgresql" }>),
        readers: 0,
        readerScaling: undefined,
      }),
  },
  {
    title: "Serverless capacity from 0.5 to 4 ACUs",
    setting: 'database.instanceClass: "db.serverless"',
    base: "prod, one region",
    saves: true,
    change: (base) =>
      withDatabase(base, {
        engine: "aurora-postgresql",
        instanceClass: "db.serverless",
        serverless: { minAcu: 0.5, maxAcu: 4 },
        backupRetentionDays: 14,
      }),
  },
  {
    title: "Connections pooled by RDS Proxy",
    setting: "database.proxy: true",
    base: "prod, one region",
    saves: false,
    change: (base) =>
      withDatabase(base, {
        ...(base.database as Extract<EnvironmentInput["database"], { engine: "aurora-postgresql" }>),
        proxy: true,
      }),
  },
  {
    title: "One cache node instead of two",
    setting: "cache.nodes: 1",
    base: "prod, one region",
    saves: true,
    change: (base) => ({ ...base, cache: { ...base.cache, nodes: 1 } }),
  },
  {
    title: "All tasks on Fargate Spot",
    setting: "services.<name>.capacity: { onDemandWeight: 0, spotWeight: 1 }",
    base: "prod, one region",
    saves: true,
    change: (base) => eachService(base, { capacity: { onDemandWeight: 0, spotWeight: 1 } }),
  },
  {
    title: "Nothing at night and at weekends",
    setting: "services.<name>.scaling.schedules",
    base: "staging",
    saves: true,
    change: (base) => eachService(base, { scaling: { schedules: OFFICE_HOURS } }),
  },
  {
    title: "x86 instead of ARM",
    setting: 'image.architecture: "X86_64"',
    base: "prod, one region",
    saves: false,
    change: (base) => ({ ...base, image: { ...base.image, architecture: "X86_64" } }),
  },
  {
    title: "No web application firewall",
    setting: "firewall.enabled: false",
    base: "prod, one region",
    saves: true,
    change: (base) => ({ ...base, firewall: { ...base.firewall, enabled: false } }),
  },
  {
    title: "Container Insights without tasks and containers",
    setting: 'cluster.containerInsights: "enabled"',
    base: "prod, one region",
    saves: true,
    change: (base) => ({ ...base, cluster: { containerInsights: "enabled" } }),
  },
  {
    title: "No check from outside",
    setting: "monitoring.canary.enabled: false",
    base: "prod, one region",
    saves: true,
    change: (base) => ({
      ...base,
      monitoring: { ...base.monitoring, canary: { ...base.monitoring?.canary, enabled: false } },
    }),
  },
  {
    title: "Only alarms that users feel",
    setting: 'monitoring.alarms: "essential"',
    base: "prod, one region",
    saves: true,
    change: (base) => ({ ...base, monitoring: { ...base.monitoring, alarms: "essential" } }),
  },
  {
    title: "A month of logs instead of a year",
    setting: "logs.retentionDays: 30, network.flowLogs.retentionDays: 30",
    base: "prod, one region",
    saves: true,
    change: (base) => ({
      ...base,
      logs: { retentionDays: 30 },
      network: { ...base.network, flowLogs: { retentionDays: 30 } },
    }),
  },
  {
    title: "A month of access logs instead of a year",
    setting: "loadBalancer.accessLogDays: 30",
    base: "prod, one region",
    saves: true,
    change: (base) => ({ ...base, loadBalancer: { ...base.loadBalancer, accessLogDays: 30 } }),
  },
  {
    title: "Ten images in the registry instead of fifty",
    setting: "image.keep: 10",
    base: "prod, one region",
    saves: true,
    change: (base) => ({ ...base, image: { ...base.image, keep: 10 } }),
  },
  {
    title: "No log analytics, only saved queries",
    setting: "logAnalytics: none",
    base: "prod, one region",
    saves: true,
    change: (base) => ({ ...base, logAnalytics: undefined }),
  },
  {
    title: "No web application firewall for those who develop",
    setting: "firewall.enabled: false",
    base: "dev",
    saves: true,
    change: (base) => ({ ...base, firewall: { ...base.firewall, enabled: false } }),
  },
  {
    title: "Log analytics on a single node",
    setting: "logAnalytics: { nodes: 1, zones: 1, masters: 0 }",
    base: "dev",
    saves: false,
    change: (base) => ({ ...base, logAnalytics: { nodes: 1, zones: 1, masters: 0 } }),
  },
  {
    title: "A standby for the small database",
    setting: "database.multiAz: true",
    base: "dev",
    saves: false,
    change: (base) =>
      withDatabase(base, {
        ...(base.database as Extract<EnvironmentInput["database"], { engine: "postgres" }>),
        multiAz: true,
      }),
  },
];
