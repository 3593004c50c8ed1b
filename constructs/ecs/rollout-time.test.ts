import { describe, expect, it } from "vitest";
import { rolloutMinutes } from "./rollout-time";

describe("rolloutMinutes", () => {
  it("D19: gives a worker the provider's own time, and that in which it stops", () => {
    expect(rolloutMinutes({ stopTimeoutSeconds: 60 })).toBe(21);
  });

  it("D19: is longer than everything that a deployment may wait for by configuration", () => {
    const route = {
      deregistrationDelaySeconds: 3600,
      healthCheck: { intervalSeconds: 300, healthyThreshold: 10 },
    };
    const waits = 3600 + 300 * 10 + 120;
    expect(rolloutMinutes({ stopTimeoutSeconds: 120, route })).toBe(20 + waits / 60);
  });
});
