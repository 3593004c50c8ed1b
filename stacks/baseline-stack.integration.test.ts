import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

let account: EmulatedAccount;
beforeAll(async () => {
  account = await EmulatedAccount.start(MINIMAL.account);
});
afterAll(() => account.stop());

describe("a baseline", () => {
  it.each([
    ["by default, in two regions", defaults],
    ["with everything that can be chosen", everything],
  ])("S4: %s is applied, changes nothing the second time, and leaves nothing", async (_title, input) => {
    const test = environment(input);
    await account.reset();
    await account.makeState(stateOf(test));
    const before = await account.resources();
    const terraform = account.machine(test).terraform(baselineStackId(test));
    await terraform.init();

    await terraform.apply();
    expect(await terraform.drift()).toBeUndefined();
    await terraform.destroy();

    expect(await account.resources()).toEqual(before);
  });
});
