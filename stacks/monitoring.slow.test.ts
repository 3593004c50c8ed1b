import { afterAll, beforeAll, expect, it } from "vitest";
import type { EnvironmentInput } from "../environments/config/schema";
import { EmulatedAccount } from "../tools/testing/emulated-account";
import { environment, MINIMAL } from "../tools/testing/synthesize";
import { stateOf } from ".";

/** An environment with what is watched, all of which stays as it is. */
const watched = (monitoring: EnvironmentInput["monitoring"]): EnvironmentInput => ({
  ...MINIMAL,
  deletionProtection: false,
  network: { nat: "single", interfaceEndpoints: [], gatewayEndpoints: [] },
  services: { web: { route: {}, queue: "send" }, worker: { command: ["worker"], queue: "receive" } },
  queue: {},
  database: { engine: "postgres", instanceClass: "db.t4g.micro", finalSnapshot: false },
  cache: { nodes: 1 },
  monitoring,
});
const DEVELOPMENT = watched({ alarms: "essential", canary: { enabled: false } });
const PRODUCTION = watched({ emails: ["oncall@example.com"], webhook: "https://example.com/notices" });

const UNDERNEATH = ["registry", "network", "data", "ingress"].map((stack) => `test-us-east-1-${stack}`);
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
  const small = account.machine(environment(DEVELOPMENT));
  await small.apply(...UNDERNEATH);
  const before = await account.resources();

  await small.apply(MONITORING);
  expect(await small.drift(MONITORING)).toEqual([]);
  const few = await account.resources();

  const large = account.machine(environment(PRODUCTION));
  await large.apply(MONITORING);
  expect(await large.drift(MONITORING)).toEqual([]);
  const many = await account.resources();

  const alarms = (lines: readonly string[]) => count(lines, "alarm") - count(before, "alarm");
  expect(alarms(few)).toBeGreaterThan(0);
  expect(alarms(many)).toBeGreaterThan(2 * alarms(few));
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
  expect(await small.drift(...UNDERNEATH)).toEqual([]);
  await small.destroy(...UNDERNEATH);
  expect(await account.resources()).toEqual(empty);
}, 1_200_000);
