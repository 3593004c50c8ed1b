import { ApplicationAutoScaling } from "@aws-sdk/client-application-auto-scaling";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EnvironmentInput } from "../environments/config/schema";
import { EmulatedAccount } from "../tools/testing/emulated-account";
import { environment, MINIMAL } from "../tools/testing/synthesize";
import { stateOf } from ".";

const weekdays = { timezone: "Europe/Berlin" };
const INPUT: EnvironmentInput = {
  ...MINIMAL,
  deletionProtection: false,
  network: { nat: "single", interfaceEndpoints: [], gatewayEndpoints: [] },
  queue: {},
  scalingFunction: { tracing: true, reservedConcurrency: 5 },
  services: {
    web: {
      queue: "send",
      route: {},
      scaling: {
        schedules: [
          { name: "night", schedule: "cron(0 20 ? * MON-FRI *)", ...weekdays, min: 0, max: 0 },
          { name: "morning", schedule: "cron(0 7 ? * MON-FRI *)", ...weekdays },
          { name: "launch", schedule: "at(2099-11-26T06:00:00)", ...weekdays, min: 3 },
        ],
      },
    },
    api: { route: { paths: ["/api/*"] }, scaling: { predictive: {} } },
    worker: { queue: "receive", min: 0, desired: 1, scaling: { predictive: { everyMinutes: 1 } } },
  },
};
const STACKS = ["registry", "network", "data", "ingress", "service"].map(
  (stack) => `test-us-east-1-${stack}`,
);

let account: EmulatedAccount;
beforeAll(async () => {
  account = await EmulatedAccount.start(MINIMAL.account);
  await account.makeState(stateOf(environment(MINIMAL)));
});
afterAll(() => account.stop());

/** Bounds that somebody else sets: a schedule, or the scaling function. */
async function setBounds(service: string, bounds: { MinCapacity: number; MaxCapacity?: number }) {
  await new ApplicationAutoScaling().registerScalableTarget({
    ServiceNamespace: "ecs",
    ScalableDimension: "ecs:service:DesiredCount",
    ResourceId: `service/webapp-test/${service}`,
    ...bounds,
  });
}

it("A1, A2, A3, A4, A6: every kind of scaling is applied, converges, and is destroyed", async () => {
  const before = await account.resources();
  const machine = account.machine(environment(INPUT));
  await machine.apply(...STACKS);

  expect(await machine.drift(...STACKS)).toEqual([]);

  // At night, and with a forecast, nothing is planned either.
  await setBounds("web", { MinCapacity: 0, MaxCapacity: 0 });
  await setBounds("api", { MinCapacity: 2 });
  expect(await machine.drift("test-us-east-1-service")).toEqual([]);

  await machine.destroy(...STACKS);
  expect(await account.resources()).toEqual(before);
});
