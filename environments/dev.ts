import type { EnvironmentInput } from "./config/schema";

/** Nobody works at night: nothing runs then, and the URL answers 503. Say where the team is, or leave it out. */
const NIGHT: NonNullable<EnvironmentInput["services"]>[string] = {
  scaling: {
    schedules: [
      { name: "night", schedule: "cron(0 22 ? * * *)", timezone: "America/New_York", min: 0, max: 0 },
      { name: "morning", schedule: "cron(0 6 ? * MON-FRI *)", timezone: "America/New_York" },
    ],
  },
};

/** Development: as cheap as the full platform gets; everything in it may be deleted. */
const dev: EnvironmentInput = {
  account: "111111111111",
  deletionProtection: false,
  regions: [{ name: "us-east-1" }],
  network: { nat: "single", interfaceEndpoints: [], flowLogs: { retentionDays: 7 } },
  images: { app: { directory: "service", context: ".." } },
  services: {
    web: {
      ...NIGHT,
      queue: "send",
      sessionKeys: "read",
      desired: 1,
      max: 3,
      capacity: { onDemandWeight: 0, spotWeight: 1 },
      exec: true,
      command: ["web"],
      metrics: ["requests", "database", "cache", "sending"],
      route: { healthCheck: { path: "/healthz" } },
    },
    worker: {
      ...NIGHT,
      command: ["worker"],
      healthCheck: { command: ["node", "/app/healthcheck.js"] },
      metrics: ["database", "receiving"],
      queue: "receive",
      sessionKeys: "none",
      desired: 1,
      capacity: { onDemandWeight: 0, spotWeight: 1 },
    },
  },
  tasks: { migrate: { command: ["migrate"] } },
  migration: "migrate",
  database: {
    engine: "postgres",
    instanceClass: "db.t4g.micro",
    multiAz: false,
    backupRetentionDays: 1,
    applyImmediately: true,
    finalSnapshot: false,
    monitoringIntervalSeconds: 0,
  },
  cache: {
    nodeType: "cache.t4g.micro",
    nodes: 1,
    snapshotRetentionDays: 0,
    applyImmediately: true,
  },
  queue: {},
  image: { keep: 10 },
  loadBalancer: { accessLogDays: 7 },
  logs: { retentionDays: 7 },
  monitoring: {
    alarms: "essential",
    canary: {
      enabled: false,
      checks: [
        { path: "/", contains: "Hello World!" },
        { path: "/readyz", json: { status: ["up", "degraded"] } },
      ],
    },
  },
  baseline: {
    trail: { logRetentionDays: 7, archiveDays: 90, forceDestroy: true },
    guardDuty: { rdsLogins: false, lambdaNetwork: false },
    securityHub: { standards: ["fsbp"] },
  },
  cost: { monthlyBudget: 250 },
};

export default dev;
