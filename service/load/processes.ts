import { once } from "node:events";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, stopChild } from "../../tools/servers/program.js";

export type Variables = Readonly<Record<string, string>>;

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The heap that Node.js allows itself in a container of 512 MiB, the default task. On a larger machine it would
 * collect garbage later, and the memory it takes would say nothing about the task.
 */
const heapLimit = "--max-old-space-size=256";

/** A script, run by some Node.js. */
export interface Program {
  readonly node: string;
  readonly script: string;
  readonly args: readonly string[];
  /** Answers 200 once it can be used. */
  readonly readyPath: string;
}

/** A Node.js process that serves HTTP on a port of 127.0.0.1. */
export class Process {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
  ) {}

  static async start(
    { node, script, args, readyPath }: Program,
    variables: Variables,
    logFile: string,
  ): Promise<Process> {
    const port = await freePort();
    const log = openSync(logFile, "a");
    const options = ["--enable-source-maps", heapLimit, "--import", file("usage.mjs")];
    const child = spawn(node, [...options, script, ...args], {
      env: { PATH: process.env["PATH"] ?? "", NODE_ENV: "production", ...variables, PORT: String(port) },
      stdio: ["ignore", log, log, "ipc"],
    });
    const started = new Process(port, child);
    await started.#ready(readyPath, logFile);
    return started;
  }

  /** Resident memory in MiB. */
  get memory(): number {
    const { stdout } = spawnSync("ps", ["-o", "rss=", "-p", String(this.child.pid)], { encoding: "utf8" });
    return Number(stdout) / 1024;
  }

  /** Processor time used so far, in microseconds. */
  async processorTime(): Promise<number> {
    const answered = once(this.child, "message");
    this.child.send("usage");
    const [microseconds] = (await answered) as [number];
    return microseconds;
  }

  /** Stops the process as ECS does; resolves with its exit code. */
  async stop(): Promise<number | null> {
    await stopChild(this.child);
    return this.child.exitCode;
  }

  async #ready(path: string, logFile: string): Promise<void> {
    const end = Date.now() + 20_000;
    for (;;) {
      const response = await fetch(`http://127.0.0.1:${String(this.port)}${path}`).catch(() => undefined);
      if (response?.ok) return;
      if (this.child.exitCode !== null || Date.now() > end)
        throw new Error(`a process did not start, see ${logFile}`);
      await sleep(50);
    }
  }
}

/** Runs the one-off migration. */
export function migrate({ node, script }: Program, variables: Variables): void {
  const env = { PATH: process.env["PATH"] ?? "", ...variables };
  const { status, stdout } = spawnSync(node, [script, "migrate"], {
    env,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`migrate failed:\n${stdout}`);
}
