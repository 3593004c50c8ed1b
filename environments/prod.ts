import type { EnvironmentInput } from "./config/schema";

/** Production: nothing shared between zones, nothing deleted by mistake. */
const prod: EnvironmentInput = {
  account: "333333333333",
  regions: [
    { name: "us-east-1", cidr: "10.0.0.0/16" },
    { name: "us-west-2", cidr: "10.1.0.0/16" },
  ],
  domain: {
    name: "webapp.example.com",
    alternativeNames: ["www.webapp.example.com"],
    healthCheck: { path: "/readyz", writerPath: "/readyz/writes" },
  },
  network: { zones: 3, flowLogs: { retentionDays: 365 } },
  cluster: { containerInsights: "enhanced" },
  images: { app: { directory: "service", context: ".." } },
  services: {
    web: {
      queue: "send",
      sessionKeys: "read",
      cpu: 512,
      memory: 1024,
      min: 2,
      max: 10,
      command: ["web"],
      metrics: ["requests", "database", "cache", "sending"],
      route: { healthCheck: { path: "/healthz" } },
      // A link that many get at once is opened by many at once, and what is sent every week comes at the same time.
      scaling: { predictive: {} },
    },
    worker: {
      command: ["worker"],
      healthCheck: { command: ["node", "/app/healthcheck.js"] },
      metrics: ["database", "receiving"],
      queue: "receive",
      sessionKeys: "none",
      max: 5,
    },
  },
  tasks: { migrate: { command: ["migrate"] } },
  migration: "migrate",
  // Aurora instead of an instance with a standby: the second machine serves reads too, it takes over in seconds
  // rather than a minute, and storage grows by itself.
  database: {
    engine: "aurora-postgresql",
    instanceClass: "db.r6g.large",
    readerScaling: { max: 3 },
    backupRetentionDays: 14,
    performanceInsightsDays: 31,
  },
  cache: { nodeType: "cache.t4g.small" },
  queue: {},
  backup: {},
  loadBalancer: { accessLogDays: 365 },
  logs: { retentionDays: 365 },
  // What a failover may lose: a global database is a second behind, as a rule.
  monitoring: {
    thresholds: { database: { regionLagSeconds: 60 } },
    canary: {
      checks: [
        { path: "/", contains: "Hello World!" },
        { path: "/readyz", json: { status: ["up", "degraded"] } },
      ],
    },
  },
  // A copy of every line in each of two zones, and three leaders, of which one may be lost.
  logAnalytics: { nodeType: "t3.medium.search", volumeGiB: 50 },
  cost: { monthlyBudget: 3000 },
  // What was done in the account can be searched for a year.
  baseline: { trail: { logRetentionDays: 365 } },
};

export default prod;
