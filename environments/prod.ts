import type { EnvironmentInput } from "./config/schema";

/** Production: nothing shared between zones, nothing deleted by mistake. */
const prod: EnvironmentInput = {
  account: "333333333333",
  regions: [{ name: "us-east-1" }, { name: "us-west-2" }],
  cluster: { containerInsights: "enhanced" },
  services: {
    web: { cpu: 512, memory: 1024, min: 2, max: 10, route: {} },
  },
  loadBalancer: { accessLogDays: 365 },
  logs: { retentionDays: 365 },
};

export default prod;
