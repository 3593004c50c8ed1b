import { afterAll, beforeAll, expect, it } from "vitest";
import type { EnvironmentInput } from "../environments/config/schema";
import { EmulatedAccount } from "../tools/testing/emulated-account";
import { environment, MINIMAL } from "../tools/testing/synthesize";
import { stateOf } from ".";

const PLAIN = {
  ...MINIMAL,
  deletionProtection: false,
  network: { nat: "single", interfaceEndpoints: [], gatewayEndpoints: [] },
} satisfies EnvironmentInput;

/** What monitoring refers to: network and services. They need no database of their own to be watched. */
const UNDERNEATH: EnvironmentInput = {
  ...PLAIN,
  services: { web: { route: {} }, worker: { command: ["worker"] } },
};

/** The same environment with everything that is watched, or as little as there is. */
const watched = (parts: Partial<EnvironmentInput>): EnvironmentInput => ({
  ...PLAIN,
  services: { web: { route: {}, queue: "send" }, worker: { command: ["worker"], queue: "receive" } },
  queue: {},
  ...parts,
});
const DEVELOPMENT = watched({
  database: { engine: "postgres", instanceClass: "db.t4g.micro" },
  cache: { nodes: 1 },
  monitoring: { alarms: "essential", canary: { enabled: false } },
});
const PRODUCTION = watched({
  database: {
    engine: "aurora-postgresql",
    instanceClass: "db.serverless",
    serverless: { maxAcu: 2 },
    proxy: true,
  },
  cache: {},
  backup: {},
  monitoring: { emails: ["oncall@example.com"], webhook: "https://example.com/notices" },
});

const STACKS = ["registry", "network", "ingress", "service"].map((stack) => `test-us-east-1-${stack}`);
const MONITORING = "test-us-east-1-service";

let account: EmulatedAccount;
beforeAll(async () => {
  account = await EmulatedAccount.start(MINIMAL.account);
  await account.makeState(stateOf(environment(MINIMAL)));
});
afterAll(() => account.stop());

const count = (lines: readonly string[], type: string) =>
  lines.filter((line) => line.startsWith(`${type} `)).length;

it("M2, M3, M6, C4: monitoring of a small environment grows into that of a large one, shrinks again, and leaves nothing", async () => {
  const empty = await account.resources();
  const underneath = account.machine(environment(UNDERNEATH));
  await underneath.apply(...STACKS);
  const before = await account.resources();

  const small = account.machine(environment(DEVELOPMENT));
  await small.apply(MONITORING);
  expect(await small.drift(MONITORING)).toEqual([]);
  const few = await account.resources();

  const large = account.machine(environment(PRODUCTION));
  await large.apply(MONITORING);
  expect(await large.drift(MONITORING)).toEqual([]);
  const many = await account.resources();

  const alarms = (lines: readonly string[]) => count(lines, "alarm") - count(before, "alarm");
  expect(alarms(few)).toBeGreaterThan(0);
  expect(alarms(many)).toBeGreaterThan(3 * alarms(few));
  expect([count(few, "canary"), count(many, "canary")]).toEqual([0, 1]);
  expect([count(few, "dashboard"), count(many, "dashboard")]).toEqual([1, 1]);
  expect(many.filter((line) => line.startsWith("log-group /aws/lambda/cwsyn-webapp-test-web-"))).toHaveLength(
    1,
  );

  await small.apply(MONITORING);
  expect(await small.drift(MONITORING)).toEqual([]);
  expect(await account.resources()).toEqual(few);

  await small.destroy(MONITORING);
  expect(await account.resources()).toEqual(before);
  expect(await underneath.drift(...STACKS)).toEqual([]);
  await underneath.destroy(...STACKS);
  expect(await account.resources()).toEqual(empty);
}, 1_200_000);
