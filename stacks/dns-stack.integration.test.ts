import { afterAll, beforeAll, expect, it } from "vitest";
import { EmulatedAccount } from "../tools/testing/emulated-account";
import { environment, MINIMAL } from "../tools/testing/synthesize";
import { stateOf } from ".";

const both = environment({
  ...MINIMAL,
  deletionProtection: false,
  regions: [{ name: "us-east-1" }, { name: "us-west-2" }],
  domain: { name: "example.com", alternativeNames: ["*.example.com", "www.app.example.com"] },
});

let account: EmulatedAccount;
beforeAll(async () => {
  account = await EmulatedAccount.start(MINIMAL.account);
  await account.makeState(stateOf(both));
});
afterAll(() => account.stop());

it("E1, E3: zone, query log, and the topic for regions that fail are made, stay as they are, and go", async () => {
  const before = await account.resources();
  const terraform = account.machine(both).terraform("test-dns");
  await terraform.init();
  await terraform.apply();

  expect(await terraform.drift()).toBeUndefined();
  expect(await terraform.output("name_servers")).toHaveLength(4);
  const made = (await account.resources()).filter((line) => !before.includes(line));
  expect(made).toContainEqual(expect.stringContaining("webapp-test-dns-alerts"));

  await terraform.destroy();
  expect(await account.resources()).toEqual(before);
});
