import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from "node:child_process";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findProgram as find } from "../setup/programs.cjs";

/** A server's program is not on this machine. */
export class ProgramMissingError extends Error {}

/** A running server. */
export interface Server {
  readonly port: number;
  /** Path of the program that runs. */
  readonly program: string;
  stop(): Promise<void>;
}

/** The path of the first of these programs that exists. @throws {ProgramMissingError} where there is none */
export function findProgram(...names: string[]): string {
  const path = find(names);
  if (path === undefined) throw new ProgramMissingError(`${names.join(" or ")} is not installed`);
  return path;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Database servers refuse to run as root; then they run as the user their package made, else as the one that owns
 * nothing.
 */
export function serverUser(name: string): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string, user: string): number =>
    Number(spawnSync("id", [flag, user], { encoding: "utf8" }).stdout.trim());
  const user = [name, "nobody"].find((one) => id("-u", one) !== 0);
  if (user === undefined) throw new ProgramMissingError(`running as root, and there is no user ${name}`);
  return { uid: id("-u", user), gid: id("-g", user) };
}

/** A directory that is removed by the returned function. */
export function temporaryDirectory(user?: User): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "webapp-test-"));
  if (user) chownSync(path, user.uid, user.gid);
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Runs a program to its end. */
export function runProgram(program: string, args: string[], options: SpawnOptions = {}): void {
  const { status, stdout, stderr } = spawnSync(program, args, {
    ...options,
    encoding: "utf8",
    stdio: "pipe",
  });
  if (status !== 0) throw new Error(`${program} failed (${String(status)}):\n${stdout}\n${stderr}`);
}

/** Starts a server and resolves once its port accepts connections, or it is ready in its own way. */
export async function startServer(
  program: string,
  args: string[],
  port: number,
  options: SpawnOptions = {},
  isReady: (port: number) => Promise<boolean> = accepts,
): Promise<Server> {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-10_000);
    });
  }
  const end = Date.now() + 30_000;
  while (!(await isReady(port))) {
    if (child.exitCode !== null || Date.now() > end) {
      child.kill("SIGKILL");
      throw new Error(`${program} did not start:\n${output}`);
    }
    await sleep(50);
  }
  return { port, program, stop: () => stopChild(child) };
}

/** Stops a child: SIGTERM, and SIGKILL after 10 seconds. */
export async function stopChild(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await exited;
  clearTimeout(timer);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const settle = (result: boolean) => () => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", settle(true)).once("error", settle(false));
  });
}
