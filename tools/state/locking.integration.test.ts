import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stateOf } from "../../stacks";
import { end, run, start } from "../process/run";
import { EmulatedAccount, type Machine } from "../testing/emulated-account";
import { environment, MINIMAL } from "../testing/synthesize";

const test = environment(MINIMAL);
const STACK = "test-us-east-1-registry";

let account: EmulatedAccount;
let here: Machine;
let there: Machine;

beforeAll(async () => {
  account = await EmulatedAccount.start(test.account);
  await account.makeState(stateOf(test));
  [here, there] = [account.machine(test), account.machine(test)];
  for (const machine of [here, there]) await machine.terraform(STACK).init();
});
afterAll(() => account.stop());

/** An apply that stands still in the middle, its lock in its hands, until it is told to go on. */
async function applyInTheMiddle(machine: Machine) {
  // Terraform is started here as a user starts it: with the provider of the directory.
  await run("terraform", ["init", "-input=false"], { cwd: machine.directory(STACK), env: machine.env });
  const child = start("terraform", ["apply", "-input=false", "-auto-approve", "-no-color"], {
    cwd: machine.directory(STACK),
    env: machine.env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { pid, stdout } = child;
  if (pid === undefined || stdout === null) throw new Error("terraform did not start");
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: stdout }).on("line", (line) => {
      if (line.includes(": Creating...")) resolve();
    });
    child.once("close", () => reject(new Error("terraform ended before it created anything")));
  });
  process.kill(pid, "SIGSTOP");
  return {
    goOn: async () => {
      process.kill(pid, "SIGCONT");
      return closed;
    },
    kill: () => end(child, 0),
  };
}

it("T2: a second deployment of a stack is refused while the first holds the lock, and works afterwards", async () => {
  const first = await applyInTheMiddle(here);
  try {
    const second = there.terraform(STACK).apply();
    await expect(second).rejects.toThrow(/Error acquiring the state lock/);
    await expect(second).rejects.toThrow(
      /ID: +[0-9a-f-]{36}[\s\S]*Path: +webapp-terraform-state-111111111111\/test-us-east-1-registry\.tfstate[\s\S]*Who: +\S+@\S+/,
    );
    expect(await first.goOn()).toBe(0);
  } finally {
    await first.kill();
  }

  const made = await account.resources();
  await there.terraform(STACK).apply();
  expect(await there.terraform(STACK).drift()).toBeUndefined();
  expect(await account.resources()).toEqual(made);
});
