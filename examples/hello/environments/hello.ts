import type { EnvironmentInput } from "../../../environments/config/schema";

/** The smallest application, as cheaply as it runs: no database, no cache, no queue. */
const hello: EnvironmentInput = {
  account: "111111111111",
  deletionProtection: false,
  regions: [{ name: "us-east-1" }],
  network: { nat: "single", interfaceEndpoints: [], flowLogs: { retentionDays: 7 } },
  images: { app: { directory: "examples/hello" } },
  services: { web: { port: 3000, desired: 1, route: {} } },
  firewall: { enabled: false },
  loadBalancer: { accessLogDays: 7 },
  logs: { retentionDays: 7 },
  monitoring: {
    alarms: "essential",
    canary: { enabled: false, checks: [{ path: "/", contains: "Hello World!" }] },
  },
};

export default hello;
