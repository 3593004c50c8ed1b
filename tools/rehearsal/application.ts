import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ExpectedError } from "../cli/expected-error";
import { end, start } from "../process/run";
import type { AppliedContainer } from "./applied-task";
import type { Launch } from "./launch";

/** An application did not start, answer or end as ECS would have it. */
export class ApplicationError extends ExpectedError {
  override readonly name: string = "ApplicationError";
}

/** One container as a process on this machine: its command, its environment, its port. */
export class Application {
  private readonly log: string[] = [];

  private constructor(
    readonly name: string,
    readonly url: string,
    private readonly child: ReturnType<typeof start>,
  ) {
    child.once("error", (error) => this.log.push(error.message));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => this.log.push(chunk.toString()));
    }
  }

  /**
   * @param launch how it is started
   * @param container what it is told
   * @param outside variables of the machine, not of the container: where AWS is
   */
  static async start(
    launch: Launch,
    { name, environment, port }: Pick<AppliedContainer, "name" | "environment" | "port">,
    outside: Readonly<Record<string, string>>,
  ): Promise<Application> {
    // Every task has a network of its own; the processes here share one.
    const free = port !== undefined && (await isFree(port)) ? port : await freePort();
    const told = { NODE_ENV: "production", ...outside, ...environment, PORT: String(free) };
    const child = start(launch.program, launch.args(Object.keys(told)), {
      cwd: launch.directory,
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...told },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new Application(name, `http://127.0.0.1:${free}`, child);
  }

  /** Waits until a path answers 200. @throws {ApplicationError} with the log where it does not within the time */
  async ready(path: string, withinMs = 30_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    let answer = "nothing";
    while (Date.now() < deadline && !this.ended) {
      const response = await fetch(`${this.url}${path}`, { redirect: "manual" }).catch(() => undefined);
      if (response?.status === 200) return;
      if (response !== undefined) answer = String(response.status);
      await sleep(100);
    }
    const what = this.ended
      ? `ended (${this.how}) before GET ${path} answered 200. What it wrote says why`
      : `answered ${answer} for ${withinMs / 1000} s; GET ${path} has to answer 200 on the port in PORT. See whether it listens there, and whether services.${this.name}.route.healthCheck.path is right`;
    throw new ApplicationError(`${this.name} ${what}:\n${this.log.join("")}`);
  }

  /** Waits a while, for what answers nobody. @throws {ApplicationError} with the log where it ends meanwhile */
  async running(forMs = 2000): Promise<void> {
    const deadline = Date.now() + forMs;
    while (Date.now() < deadline && !this.ended) await sleep(50);
    if (this.ended) {
      throw new ApplicationError(
        `${this.name} ended (${this.how}) instead of going on:\n${this.log.join("")}`,
      );
    }
  }

  /** Waits until it has ended by itself. @throws {ApplicationError} with the log where it does not end well */
  async finished(): Promise<void> {
    await this.closed();
    if (this.child.exitCode !== 0) {
      throw new ApplicationError(`${this.name} ended with ${this.how}:\n${this.log.join("")}`);
    }
  }

  /** Asks it to end as ECS does. @throws {ApplicationError} where it has to be killed, or fails */
  async stop(): Promise<void> {
    await end(this.child, 60_000);
    await this.closed();
    // Without a handler the signal ends it at once, which is well; npm reports that as 143.
    const { exitCode, signalCode } = this.child;
    if (exitCode === 0 || exitCode === 143 || signalCode === "SIGTERM") return;
    throw new ApplicationError(
      `${this.name} ended with ${this.how} when asked to stop:\n${this.log.join("")}`,
    );
  }

  private get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined;
  }

  private get how(): string {
    const { pid, signalCode, exitCode } = this.child;
    return pid === undefined ? "it could not be started" : (signalCode ?? `exit code ${exitCode ?? ""}`);
  }

  private async closed(): Promise<void> {
    if (!this.ended) await new Promise((resolve) => this.child.once("close", resolve));
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
