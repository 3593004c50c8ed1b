import { type ChildProcess, spawn, type SpawnOptions } from "node:child_process";
import { createInterface } from "node:readline";
import { ExpectedError } from "../cli/expected-error";

export interface RunOptions {
  readonly cwd?: string;
  /** The complete environment of the program. @default this process's */
  readonly env?: NodeJS.ProcessEnv;
  /** Gets every line of standard output and standard error while the program runs. */
  readonly onLine?: (line: string) => void;
  /** What the program reads from standard input. @default nothing */
  readonly input?: string;
  /** Exit codes besides 0 that are an answer, not a failure. @default none */
  readonly allow?: readonly number[];
  /** Stops the program when aborted. */
  readonly signal?: AbortSignal | undefined;
  /**
   * For a program that has to end in its own way, such as Terraform, which writes its state first: it alone is
   * interrupted, once, not what it has started, and waited for however long that takes. Its name for people.
   * @default it is ended with all it has started, by force after a while
   */
  readonly endsInItsOwnWay?: string | undefined;
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  /** Both streams, in the order they were written. */
  readonly output: string;
}

/** A program ended with a code that is no answer, or could not be started. */
export class CommandError extends ExpectedError {
  constructor(
    command: string,
    readonly code: number | undefined,
    readonly output: string,
  ) {
    super(
      `${command} ${code === undefined ? "could not be started" : `failed with exit code ${code}`}\n${tail(output)}`,
    );
    this.name = "CommandError";
  }
}

const children = new Set<ChildProcess>();

/** Runs a program to its end. @throws {CommandError} */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  options.signal?.throwIfAborted();
  const child = start(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  // A program that does not read its input closes it; that is no failure.
  child.stdin?.on("error", () => undefined).end(options.input);
  const { endsInItsOwnWay: name } = options;
  const stop = () => {
    if (name === undefined) void end(child);
    else interrupt(child, name);
  };
  options.signal?.addEventListener("abort", stop, { once: true });
  const lines: string[] = [];
  const stdout: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      if (stream === child.stdout) stdout.push(line);
      options.onLine?.(line);
    });
  }
  const code = await new Promise<number | undefined>((resolve) => {
    child.once("error", (error) => {
      lines.push(error.message);
      resolve(undefined);
    });
    child.once("close", (status) => {
      resolve(status ?? 128);
    });
  });
  options.signal?.removeEventListener("abort", stop);
  options.signal?.throwIfAborted();
  const output = lines.join("\n");
  const shown = [command, ...args].join(" ");
  if (code === undefined || (code !== 0 && !(options.allow ?? []).includes(code)))
    throw new CommandError(shown, code, output);
  return { code, stdout: stdout.join("\n"), output };
}

/** Starts a program in a process group of its own, so that it can be ended with all it started. */
export function start(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, [...args], { ...options, detached: true });
  children.add(child);
  child.once("close", () => children.delete(child));
  return child;
}

/** Ends a program and what it started: politely first, by force after the grace time. */
export async function end(child: ChildProcess, graceMs = 15_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const closed = new Promise((resolve) => child.once("close", resolve));
  signalGroup(child, "SIGTERM");
  const timer = setTimeout(() => {
    signalGroup(child, "SIGKILL");
  }, graceMs);
  await closed;
  clearTimeout(timer);
}

const ending = new Map<object, string>();

function interrupt(child: ChildProcess, name: string): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  ending.set(child, name);
  child.once("close", () => ending.delete(child));
  child.kill("SIGINT");
}

/** Does what belongs to the end of a program that was interrupted. @param name the program's */
export async function whileEnding<T>(name: string, action: () => Promise<T>): Promise<T> {
  ending.set(action, name);
  try {
    return await action();
  } finally {
    ending.delete(action);
  }
}

/** Names of the programs that were interrupted, and are still ending in their own way. */
export function stillEnding(): string[] {
  return [...new Set(ending.values())];
}

/** For the last moment of this process, when nothing can be waited for any more. */
export function killAll(): void {
  for (const child of children) signalGroup(child, "SIGKILL");
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch (error) {
    // Already gone.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function tail(output: string): string {
  return output.split("\n").slice(-80).join("\n");
}
