import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Emulator } from "../rehearsal/emulator";
import { Terraform } from "./terraform";
import { TerraformWorkspace } from "./workspace";

const PROJECT = join(__dirname, "..", "..");
const TYPE = "aws_sqs_queue";

let workspace: TerraformWorkspace;
let emulator: Emulator;
let env: NodeJS.ProcessEnv;
let temporary: string;

beforeAll(async () => {
  workspace = new TerraformWorkspace();
  emulator = await Emulator.start(PROJECT, "111111111111");
  temporary = mkdtempSync(join(tmpdir(), "interrupt-"));
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|TF_)/.test(name));
  env = { ...Object.fromEntries(kept), ...workspace.variables, ...emulator.variables("us-east-1") };
});

afterAll(async () => {
  await emulator.stop();
  workspace.remove();
  rmSync(temporary, { recursive: true });
});

/** A stack with a queue, for which the provider waits for 25 seconds after it has made it. */
function stack(name: string): string {
  const directory = join(temporary, name);
  mkdirSync(directory);
  const content = {
    terraform: { required_providers: { aws: { source: "aws", version: "5.100.0" } } },
    provider: { aws: [{ region: "us-east-1" }] },
    resource: {
      [TYPE]: { queue: { name } },
      aws_cloudwatch_log_group: { after: { name: `${name}-after`, depends_on: [`${TYPE}.queue`] } },
    },
  };
  writeFileSync(join(directory, "cdk.tf.json"), JSON.stringify(content));
  return directory;
}

/** A command of the project that applies a stack. */
function command(directory: string): ChildProcess & { readonly output: () => string } {
  const script = `
    const { onInterrupt } = require("./tools/cli/interrupt.ts");
    const { Terraform } = require("./tools/terraform/terraform.ts");
    onInterrupt(async (signal) => {
      const terraform = new Terraform(${JSON.stringify(directory)}, { signal, onLine: console.log });
      await terraform.init();
      await terraform.apply();
    });
  `;
  const child = spawn(process.execPath, ["-r", "./tools/typescript/register.cjs", "-e", script], {
    cwd: PROJECT,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own: what a signal to the group would do is part of the matrix.
    detached: true,
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return Object.assign(child, { output: () => Buffer.concat(chunks).toString() });
}

const exists = async (id: string) => (await emulator.leftovers()).some((one) => one.id.endsWith(id));

async function until(what: () => Promise<boolean>): Promise<void> {
  for (let left = 600; left > 0; left -= 1) {
    if (await what()) return;
    await sleep(100);
  }
  throw new Error("waited for a minute");
}

it.each([
  ["Ctrl-C at a terminal, which npm passes on", ["SIGINT", "SIGINT"], 50, 130],
  ["the signals of a cancelled workflow", ["SIGINT", "SIGTERM"], 700, 130],
  ["a terminal that is closed", ["SIGHUP"], 0, 129],
] as const)(
  "T2: after %s in the middle of a creation, the state knows what was made, and nothing else follows",
  async (_title, signals, pauseMs, code) => {
    const name = `queue-${signals.join("-").toLowerCase()}`;
    const directory = stack(name);
    const child = command(directory);
    const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
    await until(() => exists(name));

    for (const [index, signal] of signals.entries()) {
      if (index > 0) await sleep(pauseMs);
      child.kill(signal);
    }

    expect(await closed, child.output()).toBe(code);
    expect(child.output()).toContain(`writes what it has made into the state of ${name}`);
    const terraform = new Terraform(directory, { env });
    expect(await terraform.resources()).toEqual([`${TYPE}.queue`]);
    expect(await exists(`${name}-after`)).toBe(false);

    // The queue holds messages by now, perhaps: the same command goes on with it.
    const [before] = await terraform.attributes(TYPE);
    await terraform.apply();
    expect((await terraform.attributes(TYPE))[0]?.["id"]).toBe(before?.["id"]);
    expect(await terraform.drift()).toBeUndefined();
    await terraform.destroy();
    expect(await exists(name)).toBe(false);
  },
);
