import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { standInEngine } from "../image/testing";
import { type Finished, run } from "../process/run";
import { Emulator } from "../rehearsal/emulator";
import { TerraformWorkspace } from "../terraform/workspace";
import { ProjectCopy } from "../testing/project-copy";

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
        response.writeHead(this.answers.shift() ?? 200).end("Hello World!");
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
    const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|TF_)/.test(name));
    return run(process.execPath, ["-r", "./tools/typescript/register.cjs", main, ...args], {
      cwd: this.project.directory,
      env: {
        ...Object.fromEntries(kept),
        ...this.workspace.variables,
        ...this.emulator.variables("us-east-1"),
        ...this.engineVariables,
      },
      allow,
    });
  }

  async stop(): Promise<void> {
    await this.emulator.stop();
    this.server.close();
    this.project.remove();
    this.workspace.remove();
    rmSync(this.engine, { recursive: true });
  }
}
