import type { EnvironmentInput } from "./config/schema";

/** Development: as cheap as the full platform gets; everything in it may be deleted. */
const dev: EnvironmentInput = {
  account: "111111111111",
  deletionProtection: false,
  regions: [{ name: "us-east-1" }],
  network: { nat: "single", interfaceEndpoints: [], flowLogs: { retentionDays: 7 } },
  services: {
    web: {
      desired: 1,
      max: 3,
      capacity: { onDemandWeight: 0, spotWeight: 1 },
      exec: true,
      route: {},
    },
  },
  image: { keep: 10 },
  loadBalancer: { accessLogDays: 7 },
  logs: { retentionDays: 7 },
};

export default dev;
