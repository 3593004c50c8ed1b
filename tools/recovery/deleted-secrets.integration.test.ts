import { afterAll, beforeAll, expect, it } from "vitest";
import { stateOf } from "../../stacks";
import { EmulatedAccount } from "../testing/emulated-account";
import { environment, MINIMAL } from "../testing/synthesize";
import { recover } from "./recover";

/** Protected, as production is: AWS keeps its deleted secrets for 30 days. */
const input = (names: readonly string[]) =>
  environment({ ...MINIMAL, secrets: Object.fromEntries(names.map((name) => [name, {}])) });
const DATA = "test-us-east-1-data";

let account: EmulatedAccount;
beforeAll(async () => {
  account = await EmulatedAccount.start(MINIMAL.account);
  await account.makeState(stateOf(input([])));
});
afterAll(() => account.stop());

it("T2: a secret that was taken out of the configuration, and is wanted again, gets its name back", async () => {
  // Given a secret that was deployed, and then taken out of the configuration
  const both = account.machine(input(["API_KEY", "OTHER_KEY"]));
  await both.apply("test-us-east-1-network", DATA);
  await account.machine(input(["OTHER_KEY"])).apply(DATA);

  // When it is stated again
  const again = account.machine(input(["API_KEY", "OTHER_KEY"]));
  await expect(again.apply(DATA)).rejects.toThrow(/CreateSecret.*webapp-test\/API_KEY/s);
  const terraform = again.terraform(DATA);
  const adopted = await recover(terraform);

  // Then it is in the state, and the deployment goes through
  expect(adopted).toEqual(["aws_secretsmanager_secret.secret-API_KEY"]);
  await again.apply(DATA);
  expect(await again.drift(DATA)).toEqual([]);
}, 300_000);
