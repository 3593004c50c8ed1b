import type { EnvironmentInput } from "./config/schema";

/** Staging: production's shape at a smaller size, in one region. */
const staging: EnvironmentInput = {
  account: "222222222222",
  deletionProtection: false,
  regions: [{ name: "us-east-1" }],
  domain: { name: "staging.webapp.example.com", healthCheck: { path: "/readyz" } },
  network: { nat: "single", flowLogs: { retentionDays: 30 } },
  images: { app: { directory: "service", context: ".." } },
  services: {
    web: {
      queue: "send",
      sessionKeys: "read",
      min: 2,
      max: 4,
      capacity: { onDemandBase: 1, spotWeight: 1 },
      command: ["web"],
      metrics: ["requests", "database", "cache", "sending"],
      route: { healthCheck: { path: "/healthz" } },
    },
    worker: {
      command: ["worker"],
      healthCheck: { command: ["node", "/app/healthcheck.js"] },
      metrics: ["database", "receiving"],
      queue: "receive",
      sessionKeys: "none",
      desired: 1,
    },
  },
  tasks: { migrate: { command: ["migrate"] } },
  migration: "migrate",
  database: {
    engine: "aurora-postgresql",
    instanceClass: "db.serverless",
    serverless: { minAcu: 0.5, maxAcu: 2 },
    finalSnapshot: false,
  },
  cache: { nodeType: "cache.t4g.micro" },
  queue: {},
  loadBalancer: { accessLogDays: 30 },
  logs: { retentionDays: 30 },
  monitoring: {
    canary: {
      checks: [
        { path: "/", contains: "Hello World!" },
        { path: "/readyz", json: { status: ["up", "degraded"] } },
      ],
    },
  },
  cost: { monthlyBudget: 600 },
  // What was done in the account can be searched for a year.
  baseline: { trail: { logRetentionDays: 365 } },
};

export default staging;
