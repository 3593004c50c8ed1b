import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EmulatedAccount, type Machine } from "../tools/testing/emulated-account";
import { environment, MINIMAL } from "../tools/testing/synthesize";
import { stateOf } from ".";

const REGIONS = [{ name: "us-east-1" }, { name: "us-west-2" }] as const;
const staging = environment(
  {
    ...MINIMAL,
    deletionProtection: false,
    network: { nat: "none" },
    delivery: {
      pipeline: {
        source: { type: "codecommit", replicaRegion: "us-west-2" },
        deploy: [{ environment: "staging", approval: false }, { environment: "prod" }],
        approvers: ["lead@example.com"],
        alerts: ["ops@example.com"],
      },
    },
  },
  "staging",
);
/** In the same account: the emulator has one. What another account is let do is a matter of delivery-stack.test.ts. */
const prod = environment(
  {
    ...MINIMAL,
    deletionProtection: false,
    regions: [...REGIONS],
  },
  "prod",
);

let account: EmulatedAccount;
let machine: Machine;
beforeAll(async () => {
  account = await EmulatedAccount.start(MINIMAL.account);
  await account.makeState(stateOf(staging));
  machine = account.machine(staging, prod);
});
afterAll(() => account.stop());

describe("a pipeline", () => {
  it("P3: is applied with what it needs in two regions, stays as it is, and leaves nothing", async () => {
    const before = await account.resources();
    const stacks = [
      "111111111111-replication",
      "staging-us-east-1-registry",
      "prod-us-east-1-registry",
      "prod-us-west-2-registry",
      "staging-delivery",
    ];
    await machine.apply(...stacks);
    expect(await machine.drift(...stacks)).toEqual([]);
    await machine.destroy(...stacks);
    expect(await account.resources()).toEqual(before);
  });
});
