import type { EnvironmentInput } from "../../environments/config/schema";

const ACCOUNT = "111111111111";
const reference = (digit: string) => `public.ecr.aws/webapp/app@sha256:${digit.repeat(64)}`;

/** An environment of one region that states every part there is, with PostgreSQL and GitHub Actions. */
const INSTANCE: EnvironmentInput = {
  account: ACCOUNT,
  project: "webapp",
  assumeRoleArn: `arn:aws:iam::${ACCOUNT}:role/deploy`,
  stateRegion: "us-east-1",
  regions: [
    {
      name: "us-east-1",
      cidr: "10.0.0.0/16",
      zones: ["use1-az1", "use1-az2", "use1-az4"],
      publicSubnets: ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"],
      privateSubnets: ["10.0.32.0/19", "10.0.64.0/19", "10.0.96.0/19"],
    },
  ],
  network: {
    zones: 3,
    gatewayEndpoints: ["s3"],
    interfaceEndpoints: ["ecr.api", "logs"],
    egressPorts: [587, 25],
  },
  images: {
    app: { reference: reference("0"), node: true, user: "1000:1000", writablePaths: ["/tmp", "/var/run"] },
    sidecar: { directory: "examples/hello", context: ".", dockerfile: "Dockerfile" },
  },
  domain: {
    name: "app.example.com",
    alternativeNames: ["www.app.example.com", "api.app.example.com"],
    zone: { name: "app.example.com", queryLogDays: 30 },
    healthCheck: { path: "/ready", writerPath: "/ready/writes" },
  },
  firewall: {
    largeBodyPaths: ["/uploads/", "/imports/"],
    overrides: { AWSManagedRulesCommonRuleSet: { GenericRFI_BODY: "count" } },
    logRetentionDays: 30,
  },
  services: {
    web: {
      image: "app",
      command: ["web", "--all"],
      cpu: 512,
      memory: 1024,
      environment: { MODE: "fast" },
      queue: "send",
      metrics: ["requests", "database"],
      healthCheck: { command: ["node", "/app/healthcheck.js"] },
      route: {},
      desired: 2,
      min: 2,
      max: 10,
      capacity: { onDemandBase: 1, spotWeight: 1 },
      scaling: {
        requests: { perTask: 500 },
        step: {
          steps: [
            { abovePercent: 70, addPercent: 20 },
            { abovePercent: 90, addPercent: 50 },
          ],
        },
        schedules: [
          { name: "night", schedule: "cron(0 20 ? * MON-FRI *)", timezone: "Europe/Berlin", min: 2, max: 4 },
          { name: "day", schedule: "cron(0 6 ? * MON-FRI *)", timezone: "Europe/Berlin" },
        ],
      },
    },
    api: {
      image: "app",
      route: { paths: ["/api/*", "/v1/*"], priority: 10 },
      scaling: { predictive: { timezone: "Europe/Berlin" } },
    },
    worker: {
      image: "sidecar",
      queue: "receive",
      scaling: { backlog: { perTask: 50 } },
    },
  },
  migration: "migrate",
  tasks: {
    migrate: { image: "app", command: ["migrate"], environment: { MODE: "once" } },
    warm: { image: "app", command: ["warm"] },
  },
  scalingFunction: { reservedConcurrency: 5 },
  database: {
    engine: "postgres",
    version: "16",
    name: "webapp",
    parameters: { log_min_duration_statement: "500" },
    storage: { sizeGiB: 50, maxSizeGiB: 200 },
    restoreFromSnapshot: "first",
    proxy: true,
  },
  cache: { parameters: { "maxmemory-policy": "allkeys-lru" } },
  queue: {},
  backup: {},
  secrets: { API_KEY: { services: ["web", "migrate"] }, TOKEN: {} },
  cost: { monthlyBudget: 100 },
  delivery: {
    allowDestroy: ["test-us-east-1-data/aws_sqs_queue.old"],
    imageScan: { accept: { "CVE-2024-0001": "not reachable" } },
    github: {
      repository: "octo-org/octo-repo",
      ownerId: "1",
      repositoryId: "2",
      branches: ["dev", "main"],
      branch: "main",
      environment: "production",
    },
  },
  baseline: {
    alerts: { emails: ["security@example.com", "audit@example.com"] },
    trail: { dataEvents: ["s3"], insights: true },
    securityHub: { standards: ["fsbp"] },
    accessAnalyzer: { unusedAccessDays: 90 },
    cost: {
      monthlyBudget: 1000,
      emails: ["finance@example.com"],
      budgetAlerts: { actualPercent: [50, 90], forecastPercent: [90, 100] },
      anomalies: { monitor: "project" },
    },
  },
  logAnalytics: { readers: { roleArns: [`arn:aws:iam::${ACCOUNT}:role/ada`] } },
  monitoring: {
    emails: ["oncall@example.com", "team@example.com"],
    webhook: "https://hooks.example.com/a",
    runbookUrl: "https://wiki.example.com/runbook",
    thresholds: { database: { maxConnections: 500 } },
    canary: { checks: [{ path: "/", contains: "Hello", json: { status: ["up"] } }] },
  },
  tags: { Team: "web" },
};

/** An environment of two regions, with Aurora and a pipeline within AWS; only what has another value in it. */
const AURORA: EnvironmentInput = {
  account: ACCOUNT,
  project: "webapp",
  assumeRoleArn: `arn:aws:iam::${ACCOUNT}:role/other`,
  deletionProtection: false,
  stateRegion: "us-east-1",
  regions: [
    { name: "us-east-1", cidr: "10.0.0.0/16", zones: ["use1-az1", "use1-az2"] },
    { name: "us-west-2", cidr: "10.1.0.0/16" },
  ],
  images: { app: { directory: "examples/hello" } },
  domain: {
    name: "app.example.com",
    alternativeNames: ["*.app.example.com"],
    zone: { name: "example.com" },
    healthCheck: { path: "/readyz", writerPath: "/readyz/writes" },
  },
  services: {
    web: {
      command: ["web"],
      environment: { MODE: "slow", LEVEL: "info" },
      queue: "send",
      healthCheck: { command: ["/bin/true"] },
      route: { healthCheck: { path: "/healthz" } },
    },
    worker: { queue: "receive" },
  },
  tasks: { migrate: { command: ["migrate", "--all"], environment: { LEVEL: "debug" } } },
  migration: "migrate",
  database: {
    engine: "aurora-postgresql",
    version: "16",
    instanceClass: "db.r6g.large",
    parameters: { log_min_duration_statement: "1000" },
    readers: 2,
    readerScaling: { max: 5 },
    primaryRegion: "us-east-1",
    restoreFromSnapshot: "second",
  },
  cache: { nodeType: "cache.t4g.small", parameters: { timeout: "60" } },
  queue: { retentionDays: 7 },
  backup: {},
  secrets: { API_KEY: {} },
  delivery: {
    pipeline: {
      source: { type: "codecommit", repository: "sources", replicaRegion: "us-west-2" },
      deploy: [{ environment: "test" }],
      approvers: ["lead@example.com"],
      alerts: ["dev@example.com"],
    },
  },
  monitoring: { emails: ["oncall@example.com"], canary: { runtime: "syn-nodejs-4.1" } },
};

/** An environment in a network and with a certificate that exist already, Aurora Serverless and sources on GitHub. */
const GIVEN: EnvironmentInput = {
  account: ACCOUNT,
  images: { app: { directory: "examples/hello" } },
  regions: [
    {
      name: "us-east-1",
      existingVpc: {
        vpcId: "vpc-0a1b2c3d4e5f60718",
        publicSubnetIds: ["subnet-00000000000000001", "subnet-00000000000000002"],
        privateSubnetIds: ["subnet-00000000000000003", "subnet-00000000000000004"],
      },
      certificateArn: `arn:aws:acm:us-east-1:${ACCOUNT}:certificate/0a1b`,
    },
  ],
  database: {
    engine: "aurora-mysql",
    instanceClass: "db.serverless",
    serverless: { minAcu: 0.5, maxAcu: 4 },
  },
  delivery: {
    pipeline: {
      source: {
        type: "github",
        repository: "octo-org/octo-repo",
        connectionArn: `arn:aws:codeconnections:us-east-1:${ACCOUNT}:connection/0a1b`,
      },
      deploy: [{ environment: "test", approval: false }],
    },
  },
};

/** Live environments whose fields are changed one at a time; together they state every field there is. */
export const SAMPLES = { INSTANCE, AURORA, GIVEN } as const satisfies Record<string, EnvironmentInput>;

/**
 * Other values of fields that hold text: the samples have one each, and a change needs two. By the field as
 * docs/configuration.md names it.
 */
export const OTHER_VALUES: Readonly<Record<string, readonly unknown[]>> = {
  project: ["other"],
  account: ["222222222222"],
  stateRegion: ["eu-west-1"],
  regions: [
    [{ name: "us-west-2", cidr: "10.1.0.0/16" }, ...AURORA.regions.slice(0, 1)],
    [...AURORA.regions, { name: "eu-west-1", cidr: "10.2.0.0/16" }],
  ],
  "regions[].name": ["us-east-2", "eu-west-1"],
  "regions[].cidr": ["10.9.0.0/16", "10.0.0.0/17"],
  "regions[].zones": [
    ["use1-az1", "use1-az2", "use1-az6"],
    ["use1-az2", "use1-az1"],
    ["use1-az1", "use1-az5"],
  ],
  "regions[].publicSubnets": [["10.0.11.0/24", "10.0.2.0/24", "10.0.3.0/24"]],
  "regions[].privateSubnets": [["10.0.32.0/19", "10.0.64.0/19", "10.0.128.0/19"]],
  "tags.<name>": ["other"],
  "baseline.securityHub.standards": [["fsbp", "cis"]],
  "network.gatewayEndpoints": [["s3", "dynamodb"]],
  "regions[].existingVpc.vpcId": ["vpc-0a1b2c3d4e5f60719"],
  "regions[].existingVpc.publicSubnetIds": [["subnet-00000000000000001", "subnet-00000000000000005"]],
  "regions[].existingVpc.privateSubnetIds": [["subnet-00000000000000003", "subnet-00000000000000006"]],
  "regions[].certificateArn": [`arn:aws:acm:us-east-1:${ACCOUNT}:certificate/0a1c`],
  "images.<name>.reference": [reference("1")],
  "images.<name>.directory": ["examples/hello"],
  "images.<name>.dockerfile": ["Other.Dockerfile"],
  "images.<name>.context": ["."],
  "images.<name>.user": ["image", "2000:2000"],
  "images.<name>.writablePaths": [["/tmp", "/cache"]],
  "domain.name": ["new.example.com", "new.app.example.com"],
  "domain.zone.name": ["example.com"],
  "services.<name>.image": ["sidecar", "app"],
  "services.<name>.memory": [2048, 4096],
  "services.<name>.scaling.schedules[].schedule": ["cron(0 21 ? * MON-FRI *)"],
  "services.<name>.scaling.schedules[].timezone": ["UTC"],
  "services.<name>.scaling.schedules[].name": ["evening"],
  "services.<name>.scaling.predictive.timezone": ["UTC"],
  migration: ["warm"],
  "tasks.<name>.image": ["sidecar"],
  "tasks.<name>.memory": [1024],
  "database.version": ["17", "15", "16.8", "8.0", "8.0.mysql_aurora.3.08.0"],
  "database.name": ["other"],
  "database.instanceClass": ["db.m7g.large", "db.r7g.large"],
  "database.backupWindow": ["01:00-02:00"],
  "database.maintenanceWindow": ["mon:05:00-mon:06:00"],
  "database.primaryRegion": ["us-west-2"],
  "cache.nodeType": ["cache.r7g.large"],
  "cache.snapshotWindow": ["01:00-02:00"],
  "cache.maintenanceWindow": ["mon:05:00-mon:06:00"],
  "delivery.github.repository": ["octo-org/other"],
  "delivery.github.ownerId": ["3"],
  "delivery.github.repositoryId": ["4"],
  "delivery.github.environment": ["live"],
  "delivery.github.branch": ["release"],
  "delivery.imageScan.accept.<name>": ["mended elsewhere"],
  "delivery.pipeline.source.repository": ["other", "octo-org/other"],
  "delivery.pipeline.source.branch": ["release"],
  "delivery.pipeline.source.replicaRegion": ["eu-west-1"],
  "delivery.pipeline.source.connectionArn": [`arn:aws:codeconnections:us-east-1:${ACCOUNT}:connection/0a1c`],
  "delivery.pipeline.deploy": [[{ environment: "test" }, { environment: "staging" }]],
  "delivery.pipeline.deploy[].environment": ["staging"],
  "baseline.cost.anomalies.monitor": [`arn:aws:ce::${ACCOUNT}:anomalymonitor/0a1b`],
  "logAnalytics.engineVersion": ["OpenSearch_2.17", "OpenSearch_3.1"],
  "logAnalytics.nodeType": ["m7g.large.search"],
  "logAnalytics.masterType": ["m7g.large.search"],
  "logAnalytics.nodes": [4],
  "logAnalytics.readers.roleArns": [[`arn:aws:iam::${ACCOUNT}:role/bob`]],
  "monitoring.webhook": ["https://hooks.example.com/b"],
  "monitoring.runbookUrl": ["https://runbooks.example.com/webapp"],
  "monitoring.canary.runtime": ["syn-nodejs-4.2"],
  "monitoring.canary.checks[].path": ["/other"],
  "monitoring.canary.checks[].contains": ["World"],
  "monitoring.canary.checks[].json.<name>": [["degraded"]],
};
