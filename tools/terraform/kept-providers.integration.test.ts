import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CommandError } from "../process/run";
import { Emulator } from "../rehearsal/emulator";
import { KeptProviders, ProviderEndedError } from "./kept-providers";
import { Terraform } from "./terraform";
import { TerraformWorkspace } from "./workspace";

const PROJECT = join(__dirname, "..", "..");
const ACCOUNT = "111111111111";
const VERSION = "5.100.0";

let workspace: TerraformWorkspace;
let emulator: Emulator;
let env: NodeJS.ProcessEnv;
let temporary: string;

beforeAll(async () => {
  workspace = new TerraformWorkspace();
  emulator = await Emulator.start(PROJECT, ACCOUNT);
  temporary = mkdtempSync(join(tmpdir(), "kept-"));
  env = {
    PATH: process.env["PATH"],
    ...workspace.variables,
    ...emulator.variables("us-east-1"),
    AWS_CA_BUNDLE: "/dev/null",
  };
});

afterAll(async () => {
  await emulator.stop();
  workspace.remove();
  rmSync(temporary, { recursive: true });
});

/** A synthesized stack that makes a log group in each of the regions. */
function stack(name: string, ...regions: readonly string[]): string {
  const directory = join(temporary, name);
  mkdirSync(directory);
  const [first, ...others] = regions;
  const content = {
    terraform: { required_providers: { aws: { source: "aws", version: VERSION } } },
    provider: { aws: [{ region: first }, ...others.map((region) => ({ region, alias: region }))] },
    resource: {
      // The provider reads the file itself, relative to where Terraform runs.
      aws_s3_object: {
        file: { bucket: "${aws_s3_bucket.files.bucket}", key: "file", source: "./files/file" },
      },
      aws_s3_bucket: { files: { bucket: `files-${name.toLowerCase()}`, force_destroy: true } },
      aws_cloudwatch_log_group: Object.fromEntries(
        regions.map((region, index) => [
          region,
          { name: `${name}-${region}`, ...(index > 0 && { provider: `aws.${region}` }) },
        ]),
      ),
    },
  };
  writeFileSync(join(directory, "cdk.tf.json"), JSON.stringify(content));
  mkdirSync(join(directory, "files"));
  writeFileSync(join(directory, "files", "file"), name);
  return directory;
}

/** Process ids of the providers whose sockets are below a directory. */
function running(directory: string): number[] {
  // With each process's variables, one of which is the directory.
  const lines = execFileSync("ps", ["axeww", "-o", "pid=,command="], { encoding: "utf8" }).split("\n");
  return lines
    .filter((line) => /terraform-provider-aws\S* -debug/.test(line) && line.includes(`TMPDIR=${directory}/`))
    .map((line) => Number.parseInt(line, 10));
}

async function gone(directory: string): Promise<void> {
  for (let left = 50; left > 0 && running(directory).length > 0; left -= 1) await sleep(100);
  expect(running(directory)).toEqual([]);
}

const arns = async (terraform: Terraform) =>
  (await terraform.attributes("aws_cloudwatch_log_group")).map(({ arn }) => String(arn));

describe("providers that stay", () => {
  it("O3: serve stacks of different regions one after the other, by one process, which ends when stopped", async () => {
    const parent = mkdtempSync(join(temporary, "p"));
    const providers = new KeptProviders(parent, env);
    const stacks = ["us-east-1", "eu-central-1"].map(
      (region) => new Terraform(stack(`one-${region}`, region), { env, providers }),
    );
    for (const terraform of stacks) {
      await terraform.init();
      await terraform.apply();
    }
    expect(running(parent)).toHaveLength(1);
    for (const terraform of stacks) expect(await terraform.drift()).toBeUndefined();
    expect(await Promise.all(stacks.map(arns))).toEqual([
      [expect.stringContaining("us-east-1")],
      [expect.stringContaining("eu-central-1")],
    ]);
    for (const terraform of stacks) await terraform.destroy();

    await providers.stop();

    expect(running(parent)).toEqual([]);
    expect(readdirSync(parent).flatMap((name) => readdirSync(join(parent, name)))).toEqual(["provider"]);
  });

  it("O3: serve commands at the same time by a process each", async () => {
    const parent = mkdtempSync(join(temporary, "p"));
    const providers = new KeptProviders(parent, env);
    const regions = ["us-east-2", "us-west-2"];
    const stacks = regions.map(
      (region) => new Terraform(stack(`both-${region}`, region), { env, providers }),
    );
    await Promise.all(stacks.map((terraform) => terraform.init()));
    await Promise.all(stacks.map((terraform) => terraform.apply()));

    expect(running(parent)).toHaveLength(2);
    for (const [index, terraform] of stacks.entries()) {
      expect(await arns(terraform)).toEqual([expect.stringContaining(regions[index] ?? "")]);
    }
    await providers.stop();
  });

  it("O3: leave a stack that works in several regions to providers of its own", async () => {
    const parent = mkdtempSync(join(temporary, "p"));
    const providers = new KeptProviders(parent, env);
    const own = { ...env };
    delete own["AWS_CA_BUNDLE"];
    const terraform = new Terraform(stack("several", "us-east-1", "us-west-2"), { env: own, providers });
    await terraform.init();
    await terraform.apply();
    expect((await arns(terraform)).map((arn) => /us-\w+-\d/.exec(arn)?.[0]).sort()).toEqual([
      "us-east-1",
      "us-west-2",
    ]);
    expect(running(parent)).toEqual([]);
  });

  it("O3: are named where a command fails because one has ended; the next command gets another", async () => {
    const parent = mkdtempSync(join(temporary, "p"));
    const lines: string[] = [];
    const providers = new KeptProviders(parent, env, (line) => lines.push(line));
    const killed: NodeJS.Signals = "SIGKILL";
    const directory = stack("ends", "us-east-1");
    let end = true;
    const terraform = new Terraform(directory, {
      env,
      providers,
      onLine: () => {
        if (end) for (const pid of running(parent)) process.kill(pid, killed);
      },
    });
    await terraform.init();
    const failure: unknown = await terraform.apply().catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ProviderEndedError);
    expect((failure as Error).message).toContain(killed);
    expect((failure as Error).cause).toBeInstanceOf(CommandError);
    end = false;
    await terraform.apply();
    expect(await arns(terraform)).toHaveLength(1);

    for (const pid of running(parent)) process.kill(pid, killed);
    await gone(parent);
    await sleep(100);
    expect(await terraform.drift()).toBeUndefined();
    expect(lines).toEqual([expect.stringContaining(killed)]);
    await providers.stop();
  });

  it("O3: give way, with a sentence, where none can be started", async () => {
    const lines: string[] = [];
    const parent = mkdtempSync(join(temporary, "p"));
    const nowhere = join(parent, "terraform.rc");
    writeFileSync(
      nowhere,
      `provider_installation { filesystem_mirror { path = ${JSON.stringify(parent)} } }`,
    );
    const providers = new KeptProviders(parent, { ...env, TF_CLI_CONFIG_FILE: nowhere }, (line) =>
      lines.push(line),
    );
    const directory = stack("anew", "us-east-1");
    const own = { ...env };
    delete own["AWS_CA_BUNDLE"];
    const terraform = new Terraform(directory, { env: own, providers });
    await terraform.init();
    await terraform.apply();
    expect(await arns(terraform)).toHaveLength(1);
    expect(lines).toEqual([expect.stringMatching(/^Each command of Terraform starts the AWS provider anew/)]);
  });

  it("O3: refuse to stay for a real account", () => {
    for (const AWS_ENDPOINT_URL of [
      undefined,
      "",
      "https://sqs.us-east-1.amazonaws.com",
      "http://127.0.0.1.example.com:80",
    ]) {
      expect(() => new KeptProviders(temporary, { ...env, AWS_ENDPOINT_URL })).toThrow(
        /for an emulator only/,
      );
    }
  });

  it("O3: end with a process that is killed, and take their sockets with them", async () => {
    const parent = mkdtempSync(join(temporary, "p"));
    const directory = stack("orphan", "us-east-1");
    const script = `
      const { KeptProviders } = require("./tools/terraform/kept-providers.ts");
      const { Terraform } = require("./tools/terraform/terraform.ts");
      const providers = new KeptProviders(${JSON.stringify(parent)}, process.env);
      const terraform = new Terraform(${JSON.stringify(directory)}, { env: process.env, providers });
      terraform.init().then(() => console.log("ready"));
      setInterval(() => undefined, 1000);
    `;
    const child = spawn(process.execPath, ["-r", "./tools/typescript/register.cjs", "-e", script], {
      cwd: PROJECT,
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    expect(running(parent)).toHaveLength(1);

    child.kill("SIGKILL");

    await gone(parent);
    const left = readdirSync(parent).flatMap((name) => readdirSync(join(parent, name)));
    expect(left).toEqual(["provider"]);
  });
});
