import type { EnvironmentInput } from "./config/schema";

/** Staging: production's shape at a smaller size, in one region. */
const staging: EnvironmentInput = {
  account: "222222222222",
  deletionProtection: false,
  regions: [{ name: "us-east-1" }],
  network: { nat: "single", flowLogs: { retentionDays: 30 } },
  services: {
    web: { min: 2, max: 4, capacity: { onDemandBase: 1, spotWeight: 1 }, route: {} },
  },
  loadBalancer: { accessLogDays: 30 },
  logs: { retentionDays: 30 },
};

export default staging;
