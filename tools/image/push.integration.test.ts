import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRepositoryCommand, ECRClient } from "@aws-sdk/client-ecr";
import { afterAll, beforeAll, expect, it } from "vitest";
import { run } from "../process/run";
import { Emulator } from "../rehearsal/emulator";
import { selectEnvironment } from "../cli/environment";
import { imagesOf } from "./built-image";
import { standInEngine } from "./testing";

const project = join(__dirname, "..", "..");
const [built] = imagesOf(selectEnvironment(project, "dev"), project);
if (built === undefined) throw new Error("dev has no image that is built");
const { tag, repository, local } = built;
let emulator: Emulator;
let directory: string;
let env: NodeJS.ProcessEnv;

const image = (...args: string[]) =>
  run(process.execPath, ["-r", "./tools/typescript/register.cjs", "tools/image/main.ts", ...args], {
    cwd: project,
    env,
  });

const calls = () => readFileSync(join(directory, "calls"), "utf8").trim().split("\n");

beforeAll(async () => {
  emulator = await Emulator.start(project, "111111111111");
  directory = mkdtempSync(join(tmpdir(), "engine-"));
  env = {
    ...process.env,
    ...emulator.variables("us-east-1"),
    ...standInEngine(directory, project),
    ENGINE_LOG: join(directory, "calls"),
  };
});

afterAll(async () => {
  await emulator.stop();
  rmSync(directory, { recursive: true });
});

it("C6: says what to deploy first where the repository does not exist", async () => {
  await expect(image("dev")).rejects.toThrow(`there is no repository ${repository} in us-east-1 yet`);
});

it("C6: builds for the environment's architecture, logs in on standard input, and pushes under the content hash", async () => {
  const ecr = new ECRClient({
    region: "us-east-1",
    endpoint: emulator.url,
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });
  await ecr.send(new CreateRepositoryCommand({ repositoryName: repository }));

  const { stdout } = await image("dev");

  const registry = "111111111111.dkr.ecr.us-east-1.amazonaws.com";
  const [build, name, login, password, push] = calls().filter((call) => call !== "version");
  expect(build).toContain("build --platform linux/arm64");
  expect(build).toContain(`--tag ${local}`);
  expect(name).toBe(`tag ${local} ${registry}/${repository}:${tag}`);
  expect(login).toBe(`login --username AWS --password-stdin ${registry}`);
  expect(password).not.toBe("");
  expect(push).toBe(`push ${registry}/${repository}:${tag}`);
  expect(stdout).toMatch(/Its digest: sha256:[0-9a-f]{64}$/);
});

it("C6: does nothing where the tag is in the repository", async () => {
  const before = calls().length;

  const { stdout } = await image("dev");

  expect(stdout).toContain("Nothing to do");
  expect(calls()).toHaveLength(before);
});
