import type { EnvironmentInput } from "./config/schema";

/** Development: as cheap as the full platform gets; everything in it may be deleted. */
const dev: EnvironmentInput = {
  account: "111111111111",
  deletionProtection: false,
  regions: [{ name: "us-east-1" }],
  network: { nat: "single", interfaceEndpoints: [], flowLogs: { retentionDays: 7 } },
  services: {
    web: {
      before: ["migrate"],
      queue: "send",
      desired: 1,
      max: 3,
      capacity: { onDemandWeight: 0, spotWeight: 1 },
      exec: true,
      route: {},
    },
    worker: {
      command: ["worker"],
      before: ["migrate"],
      queue: "receive",
      desired: 1,
      capacity: { onDemandWeight: 0, spotWeight: 1 },
    },
  },
  tasks: { migrate: { command: ["migrate"] } },
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
};

export default dev;
