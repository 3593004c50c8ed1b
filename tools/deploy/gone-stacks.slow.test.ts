import { afterAll, beforeAll, expect, it } from "vitest";
import type { EnvironmentInput } from "../../environments/config/schema";
import { stateOf } from "../../stacks";
import { deployedStacks } from "../plan/deployed";
import { EmulatedAccount } from "../testing/emulated-account";
import { environment, MINIMAL } from "../testing/synthesize";
import { goneStacks, writeGoneStack } from "./gone-stacks";

const REGIONS = ["us-east-1", "us-west-2"] as const;
const of = (...names: (typeof REGIONS)[number][]) => {
  const input: EnvironmentInput = {
    ...MINIMAL,
    deletionProtection: false,
    stateRegion: "us-east-1",
    regions: names.map((name) => ({ name })),
    domain: { name: "app.example.com", zone: { name: "example.com" } },
    network: { nat: "single", interfaceEndpoints: [], gatewayEndpoints: [] },
    firewall: { enabled: false },
  };
  return environment(input);
};
const [both, one] = [of(...REGIONS), of("us-east-1")];
const stacksIn = (region: string) =>
  ["registry", "network", "ingress", "service"].map((kind) => `test-${region}-${kind}`);
const [east, west] = REGIONS.map(stacksIn) as [string[], string[]];

let account: EmulatedAccount;
beforeAll(async () => {
  account = await EmulatedAccount.start(MINIMAL.account);
  await account.makeState(stateOf(both));
});
afterAll(() => account.stop());

it("D2, A3: a region with a domain is taken away by its states alone, and comes back", async () => {
  const before = await account.resources();
  const two = account.machine(both);
  await two.apply("test-dns", ...east, ...west);

  const less = account.machine(one);
  const deployed = (await deployedStacks(stateOf(one), "test")) ?? new Map<string, never>();
  const gone = goneStacks(deployed, ["test-dns", ...east]);
  expect(gone).toEqual(["service", "registry", "ingress", "network"].map((kind) => `test-us-west-2-${kind}`));
  for (const id of gone) {
    const state = deployed.get(id);
    if (state === undefined) throw new Error(`${id} is not deployed`);
    writeGoneStack(less.output, id, state, { directory: less.directory("test-us-east-1-network") }, one);
    const terraform = less.terraform(id);
    await terraform.init();
    await terraform.destroy();
  }
  await less.apply("test-dns", ...east);
  expect(await less.drift("test-dns", ...east)).toEqual([]);
  const names = (await account.resources()).filter((line) => line.includes("us-west-2"));
  expect(names).toEqual([]);

  const again = account.machine(both);
  // The region that comes back may be the first that is deployed.
  await again.apply("test-dns", ...west, ...east);
  expect(await again.drift("test-dns", ...east, ...west)).toEqual([]);
  await again.destroy("test-dns", ...east, ...west);
  expect(await account.resources()).toEqual(before);
}, 1_800_000);
