import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planStatements } from "../constructs/identity/identity-scope";
import type { EnvironmentInput } from "../environments/config/schema";
import { EmulatedAccount } from "../tools/testing/emulated-account";
import { environment, MINIMAL } from "../tools/testing/synthesize";
import { baselineStackId, stateOf } from ".";

const defaults: EnvironmentInput = {
  ...MINIMAL,
  regions: [{ name: "us-east-1" }, { name: "us-west-2" }],
  delivery: { github: { repository: "octo-org/octo-repo" } },
};
const everything: EnvironmentInput = {
  ...MINIMAL,
  baseline: {
    alerts: { emails: ["ops@example.com"] },
    trail: { insights: true, dataEvents: ["s3", "lambda"], forceDestroy: true },
    guardDuty: { fargateRuntime: true, ebsMalware: true },
    accessAnalyzer: { unusedAccessDays: 90 },
  },
};
/** Everything about costs, kept in another region than the rest. */
const costs: EnvironmentInput = {
  ...MINIMAL,
  regions: [{ name: "us-west-2" }],
  cost: { monthlyBudget: 150 },
  baseline: {
    trail: { enabled: false },
    guardDuty: { enabled: false },
    securityHub: { enabled: false },
    cost: {
      monthlyBudget: 500,
      emails: ["cfo@example.com"],
      anomalies: { monitor: "project" },
      trustedAdvisor: true,
      allocationTags: true,
    },
  },
};

let account: EmulatedAccount;
beforeAll(async () => {
  account = await EmulatedAccount.start(MINIMAL.account);
});
afterAll(() => account.stop());

describe("a baseline", () => {
  it.each([
    ["by default, in two regions", defaults],
    ["with everything that can be chosen", everything],
    ["with budgets, anomaly detection, Trusted Advisor and tags", costs],
  ])(
    "S4, K1, P6: %s is applied, changes nothing the second time, and leaves nothing",
    async (_title, input) => {
      const test = environment(input);
      await account.reset();
      await account.makeState(stateOf(test));
      const before = await account.resources();
      const terraform = account.machine(test).terraform(baselineStackId(test));
      await terraform.init();

      await terraform.apply();
      const plan = planStatements([test], stateOf(test));
      expect(await account.permitted("plan", plan, () => terraform.drift())).toBeUndefined();
      await terraform.destroy();

      expect(await account.resources()).toEqual(before);
    },
  );
});
