import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { end, start } from "../process/run";
import type { AppliedContainer } from "./applied-task";

/** One container of the service as a process on this machine: its command, its environment, its port. */
export class Application {
  private readonly log: string[] = [];

  private constructor(
    readonly name: string,
    readonly url: string,
    private readonly child: ReturnType<typeof start>,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => this.log.push(chunk.toString()));
    }
  }

  /**
   * @param project directory of the project; the service in it has been built
   * @param container what to start
   * @param outside variables of the machine, not of the container: where AWS is
   */
  static async start(
    project: string,
    { name, command, environment, port }: AppliedContainer,
    outside: Readonly<Record<string, string>>,
  ): Promise<Application> {
    // Every task has a network of its own; the processes here share one.
    const free = port !== undefined && (await isFree(port)) ? port : await freePort();
    const child = start(process.execPath, [join(project, "service", "dist", "main.js"), ...command], {
      env: {
        PATH: process.env["PATH"],
        NODE_ENV: "production",
        ...outside,
        ...environment,
        PORT: String(free),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new Application(name, `http://127.0.0.1:${free}`, child);
  }

  /** Waits until a path answers 200. @throws {Error} with the log where it does not within the time */
  async ready(path: string, withinMs = 20_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (Date.now() < deadline && this.child.exitCode === null) {
      const response = await fetch(`${this.url}${path}`).catch(() => undefined);
      if (response?.ok === true) return;
      await sleep(100);
    }
    throw new Error(`${this.name} did not answer ${this.url}${path}:\n${this.log.join("")}`);
  }

  /** Waits until it has ended by itself. @throws {Error} with the log where it does not end well */
  async finished(): Promise<void> {
    if (this.child.exitCode === null) await new Promise((resolve) => this.child.once("close", resolve));
    if (this.child.exitCode !== 0) {
      const how = this.child.signalCode ?? `exit code ${this.child.exitCode ?? ""}`;
      throw new Error(`${this.name} ended with ${how}:\n${this.log.join("")}`);
    }
  }

  /** Asks it to end as ECS does. @throws {Error} where it does not end well */
  async stop(): Promise<void> {
    await end(this.child, 60_000);
    await this.finished();
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listening = new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => resolve(true));
  });
  const free = await listening;
  if (free) await new Promise((resolve) => server.close(resolve));
  return free;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port on 127.0.0.1");
  return address.port;
}
