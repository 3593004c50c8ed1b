import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { inject } from "vitest";
import { join } from "node:path";
import { stopChild } from "../../tools/servers/program.js";

export interface Line {
  readonly msg?: string;
  readonly port?: number;
  readonly [key: string]: unknown;
}

/** The bundled service as a process of its own. */
export class ServiceProcess {
  readonly lines: Line[] = [];
  /** What it wrote that is no JSON; it should be nothing. */
  readonly noise: string[] = [];
  errors = "";
  readonly exit: Promise<number | null>;
  #changed: () => void = () => undefined;

  constructor(private readonly child: ChildProcess) {
    if (child.stdout) {
      createInterface({ input: child.stdout }).on("line", (line) => {
        try {
          this.lines.push(JSON.parse(line) as Line);
        } catch {
          this.noise.push(line);
        }
        this.#changed();
      });
    }
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.errors += text));
    this.exit = new Promise((resolve) => {
      child.once("close", (code) => {
        resolve(code);
        this.#changed();
      });
    });
  }

  static start(command: string[], variables: Record<string, string>): ServiceProcess {
    const main = join(inject("bundle"), "main.js");
    const environment = {
      PATH: process.env["PATH"] ?? "",
      PORT: "0",
      SHUTDOWN_DELAY_SECONDS: "0",
      ...variables,
    };
    const child = spawn(process.execPath, ["--enable-source-maps", main, ...command], { env: environment });
    return new ServiceProcess(child);
  }

  /** The first line with this message; rejects when the process ends without it. */
  async line(message: string | RegExp): Promise<Line> {
    const matches = ({ msg = "" }: Line) =>
      typeof message === "string" ? msg === message : message.test(msg);
    const state = { ended: false };
    void this.exit.then(() => (state.ended = true));
    for (;;) {
      const line = this.lines.find(matches);
      if (line) return line;
      if (state.ended)
        throw new Error(`ended without ${String(message)}:\n${JSON.stringify(this.lines)}\n${this.errors}`);
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
  }

  /** The base URL, once it listens. */
  async url(): Promise<string> {
    const { port } = await this.line(/^listening on port/);
    return `http://127.0.0.1:${String(port)}`;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async kill(): Promise<void> {
    await stopChild(this.child, "SIGKILL");
  }
}
