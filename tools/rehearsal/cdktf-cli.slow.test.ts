import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stateOf } from "../../stacks";
import { selectEnvironment } from "../cli/environment";
import { type Finished, run } from "../process/run";
import { TerraformWorkspace } from "../terraform/workspace";
import { EmulatedAccount } from "../testing/emulated-account";

const PROJECT = join(__dirname, "..", "..");
const CLI = join(PROJECT, "node_modules", "cdktf-cli", "bundle", "bin", "cdktf.js");
const STACK = "dev-us-east-1-registry";

const environment = selectEnvironment(PROJECT, "dev");
const workspace = new TerraformWorkspace();
const output = mkdtempSync(join(tmpdir(), "cdktf-"));
let account: EmulatedAccount;

beforeAll(async () => {
  account = await EmulatedAccount.start(environment.account);
  await account.makeState(stateOf(environment));
});
afterAll(async () => {
  await account.stop();
  workspace.remove();
  rmSync(output, { recursive: true });
});

/** The CLI of CDK for Terraform, as the documents say to type it. */
function cdktf(...args: string[]): Promise<Finished> {
  const env = { ...process.env, ...workspace.variables, TMPDIR: output };
  return run(process.execPath, [CLI, ...args, "--output", join(output, "out")], { cwd: PROJECT, env });
}

// The rehearsal runs Terraform in each stack itself, several at a time; this shows that the CLI does the same.
it("O1: cdktf synthesizes the project, deploys a stack of it by pattern, finds no difference then, and destroys it", async () => {
  const before = await account.resources();
  await cdktf("synth");
  const file = join(output, "outputs.json");
  // A mirror knows no checksums of other platforms.
  const lock = workspace.mirrored ? ["--skip-provider-lock"] : [];

  await cdktf("deploy", "dev-*-registry", "--auto-approve", "--skip-synth", "--outputs-file", file, ...lock);

  expect(Object.keys(JSON.parse(readFileSync(file, "utf8")) as object)).toEqual([STACK]);
  expect((await account.resources()).filter((one) => !before.includes(one))).toContainEqual(
    expect.stringMatching(/^repository /),
  );
  const { output: difference } = await cdktf("diff", STACK, "--skip-synth", ...lock);
  expect(difference).toContain("No changes.");
  const alone = "--ignore-missing-stack-dependencies"; // Nothing that depends on it was deployed.
  await cdktf("destroy", STACK, alone, "--auto-approve", "--skip-synth", ...lock);
  expect(await account.resources()).toEqual(before);
});
