import { afterAll, beforeAll, expect, it } from "vitest";
import type { EnvironmentInput } from "../environments/config/schema";
import { EmulatedAccount } from "../tools/testing/emulated-account";
import { environment, MINIMAL } from "../tools/testing/synthesize";
import { stateOf } from ".";

/** Logs in a search domain of some size, under services that need nothing else. */
const analyzed = (logAnalytics: NonNullable<EnvironmentInput["logAnalytics"]>): EnvironmentInput => ({
  ...MINIMAL,
  deletionProtection: false,
  network: { nat: "single", interfaceEndpoints: [], gatewayEndpoints: [] },
  services: { web: { route: {} } },
  tasks: { migrate: { command: ["migrate"] } },
  firewall: { enabled: false },
  monitoring: { alarms: "essential", canary: { enabled: false } },
  logAnalytics,
});
const SMALL = analyzed({ nodes: 1, zones: 1, masters: 0, retentionDays: 7 });
const LARGE = analyzed({
  nodeType: "m7g.large.search",
  nodes: 4,
  zones: 2,
  masters: 3,
  masterType: "m7g.medium.search",
  volumeGiB: 100,
  readers: { roleArns: [`arn:aws:iam::${MINIMAL.account}:role/reader`], throughTasks: true },
});

const UNDERNEATH = ["registry", "network", "ingress", "service"].map((stack) => `test-us-east-1-${stack}`);
const ANALYTICS = "test-us-east-1-analytics";

let account: EmulatedAccount;
beforeAll(async () => {
  account = await EmulatedAccount.start(MINIMAL.account);
  await account.makeState(stateOf(environment(MINIMAL)));
});
afterAll(() => account.stop());

it("M5: a domain of one node grows into one of two zones with leaders of its own, and leaves nothing", async () => {
  const empty = await account.resources();
  const small = account.machine(environment(SMALL));
  await small.apply(...UNDERNEATH);
  const before = await account.resources();

  await small.apply(ANALYTICS);
  expect(await small.drift(ANALYTICS)).toEqual([]);
  const made = await account.resources();
  expect(made).toEqual(expect.arrayContaining(["domain webapp-test", "delivery-stream webapp-test-logs"]));

  const large = account.machine(environment(LARGE));
  await large.apply(ANALYTICS);
  expect(await large.drift(ANALYTICS)).toEqual([]);

  await large.destroy(ANALYTICS);
  expect(await account.resources()).toEqual(before);
  expect(await small.drift(...UNDERNEATH)).toEqual([]);
  await small.destroy(...UNDERNEATH);
  expect(await account.resources()).toEqual(empty);
}, 1_200_000);
