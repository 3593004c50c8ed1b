import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { standInEngine } from "../image/testing";
import { type Finished, run, start } from "../process/run";
import { Emulator } from "../rehearsal/emulator";
import { TerraformWorkspace } from "../terraform/workspace";
import { ProjectCopy } from "../testing/project-copy";

const REGISTER = ["-r", "./tools/typescript/register.cjs"];

/** A copy of the project with one environment, an emulated account, and an address that answers for the service. */
export class Site {
  readonly project = new ProjectCopy();
  private readonly workspace = new TerraformWorkspace();
  private readonly engine = mkdtempSync(join(tmpdir(), "engine-"));
  private readonly engineVariables: NodeJS.ProcessEnv;
  /** What the address answers, in this order; 200 afterwards. */
  readonly answers: number[] = [];
  /** What was asked. */
  readonly asked: string[] = [];

  private constructor(
    readonly emulator: Emulator,
    private readonly server: Server,
  ) {
    this.engineVariables = standInEngine(this.engine, this.project.directory);
    for (const file of readdirSync(this.project.path("environments"))) {
      if (file.endsWith(".ts")) rmSync(this.project.path("environments", file));
    }
    server.on(
      "request",
      (
        request: { url: string },
        response: { writeHead: (status: number) => { end: (text: string) => void } },
      ) => {
        this.asked.push(request.url);
        response.writeHead(this.answers.shift() ?? 200).end("Welcome!");
      },
    );
  }

  static async start(project: string, account: string): Promise<Site> {
    const emulator = await Emulator.start(project, account);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Site(emulator, server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Writes an environment's file. */
  configure(name: string, settings: object): void {
    writeFileSync(
      this.project.path("environments", `${name}.ts`),
      `export default ${JSON.stringify(settings)};\n`,
    );
  }

  /** Runs one of the project's commands in the copy, as npm does. */
  command(main: string, args: readonly string[], allow: readonly number[] = []): Promise<Finished> {
    const { cwd, env } = this;
    return run(process.execPath, [...REGISTER, main, ...args], { cwd, env, allow });
  }

  /**
   * Runs one of the project's commands until AWS is asked for an operation, and sends it signals then.
   *
   * @param operation as the emulator counts it, such as `ec2:CreateVpc`
   * @param signals a second passes between them
   * @returns its exit code and what it has written
   */
  async interrupted(
    main: string,
    args: readonly string[],
    operation: string,
    signals: readonly NodeJS.Signals[],
  ): Promise<{ code: number | null; output: string }> {
    const asked = async () =>
      (await this.emulator.requests()).find((one) => `${one.service}:${one.operation}` === operation)
        ?.count ?? 0;
    const before = await asked();
    const { cwd, env } = this;
    const child = start(process.execPath, [...REGISTER, main, ...args], {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
    const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
    const written = () => Buffer.concat(chunks).toString();
    while ((await asked()) === before) {
      if (child.exitCode !== null) throw new Error(`it ended before ${operation}:\n${written()}`);
      await sleep(50);
    }
    for (const [index, signal] of signals.entries()) {
      if (index > 0) await sleep(1000);
      child.kill(signal);
    }
    return { code: await closed, output: written() };
  }

  private get cwd(): string {
    return this.project.directory;
  }

  private get env(): NodeJS.ProcessEnv {
    const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|TF_)/.test(name));
    return {
      ...Object.fromEntries(kept),
      ...this.workspace.variables,
      ...this.emulator.variables("us-east-1"),
      ...this.engineVariables,
    };
  }

  async stop(): Promise<void> {
    await this.emulator.stop();
    this.server.close();
    this.project.remove();
    this.workspace.remove();
    rmSync(this.engine, { recursive: true });
  }
}
