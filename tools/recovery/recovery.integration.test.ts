import { createInterface } from "node:readline";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stateOf, stateStackId } from "../../stacks";
import { selectEnvironment } from "../cli/environment";
import { run, start } from "../process/run";
import { Emulator } from "../rehearsal/emulator";
import { bootstrap } from "../state/bootstrap";
import { Terraform } from "../terraform/terraform";
import { TerraformWorkspace } from "../terraform/workspace";

const project = join(__dirname, "..", "..");
const environment = selectEnvironment(project, "dev");
const STACK = "dev-us-east-1-network";

let workspace: TerraformWorkspace;
let emulator: Emulator;
let env: NodeJS.ProcessEnv;
let network: Terraform;

const node = (script: string, ...args: string[]) =>
  run(process.execPath, ["-r", "./tools/typescript/register.cjs", script, ...args], { cwd: project, env });

/** Applies until `lines` resources have been made, and is then killed with everything it started. */
async function killedApply(lines: number): Promise<void> {
  const args = ["apply", "-input=false", "-auto-approve", "-no-color"];
  const child = start("terraform", args, {
    cwd: network.directory,
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const closed = new Promise((resolve) => child.once("close", resolve));
  let made = 0;
  if (child.stdout === null || child.pid === undefined) throw new Error("terraform did not start");
  const group = -child.pid;
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.includes("Creation complete")) made += 1;
    if (made === lines) process.kill(group, "SIGKILL");
  });
  await closed;
  expect(child.signalCode).toBe("SIGKILL");
}

beforeAll(async () => {
  workspace = new TerraformWorkspace();
  emulator = await Emulator.start(project, environment.account);
  const variables = { ...workspace.variables, ...emulator.variables("us-east-1") };
  Object.assign(process.env, variables);
  env = { ...process.env, ...variables, CDKTF_OUTDIR: join(workspace.directory, "cdktf.out") };
  await node("main.ts");
  const stacks = join(workspace.directory, "cdktf.out", "stacks");
  const id = stateStackId(environment);
  await bootstrap(new Terraform(join(stacks, id), { env }), id, stateOf(environment));
  network = new Terraform(join(stacks, STACK), { env });
  await network.init();
}, 180_000);

afterAll(async () => {
  await emulator.stop();
  workspace.remove();
});

it("T2: an apply that is killed half-way is continued, and leaves nothing behind that no state knows", async () => {
  const before = await emulator.leftovers();
  await killedApply(6);

  await expect(node("tools/recovery/main.ts", STACK)).rejects.toThrow(
    /dev-us-east-1-network is locked by .* since .* \(OperationTypeApply\)[\s\S]*--force-unlock/,
  );
  const { stdout } = await node("tools/recovery/main.ts", STACK, "--force-unlock");
  expect(stdout).toContain("taken into the state: aws_vpc.vpc");

  await network.apply();
  expect(await network.drift()).toBeUndefined();
  await network.destroy();
  expect(await emulator.leftovers()).toEqual(before);
});
