import { join } from "node:path";
import { createInterface } from "node:readline";
import { end, start } from "../process/run";
import type { AppliedContainer } from "./applied-task";

type Environment = Readonly<Record<string, string>>;

/**
 * Real servers on loopback for what the emulator only describes: the database and the cache. They take the name and
 * the credentials that were applied; only the address differs, and there is no TLS, because nobody but Amazon can
 * issue the certificates that the service accepts.
 */
export class StandIns {
  private constructor(
    private readonly child: ReturnType<typeof start> | undefined,
    private readonly ports: { readonly databasePort?: number; readonly cachePort?: number },
  ) {}

  /** Starts what the container's environment refers to; nothing where it refers to nothing. */
  static async start(project: string, { environment }: AppliedContainer): Promise<StandIns> {
    const request = { ...database(environment), ...cache(environment) };
    if (Object.keys(request).length === 0) return new StandIns(undefined, {});
    const program = join(project, "service", "test", "servers", "standIns.ts");
    const child = start(process.execPath, ["--import", "tsx", program], {
      cwd: project,
      stdio: ["pipe", "pipe", "pipe"],
    });
    const { stdin, stdout, stderr } = child;
    if (stdin === null || stdout === null || stderr === null)
      throw new Error("the stand-ins have no input or output");
    const complaints: string[] = [];
    createInterface({ input: stderr }).on("line", (line) => complaints.push(line));
    const ports = await new Promise<StandIns["ports"]>((resolve, reject) => {
      createInterface({ input: stdout }).once("line", (line) =>
        resolve(JSON.parse(line) as StandIns["ports"]),
      );
      child.once("close", () => {
        reject(new Error(`the database and cache stand-ins did not start:\n${complaints.join("\n")}`));
      });
      stdin.write(`${JSON.stringify(request)}\n`);
    });
    return new StandIns(child, ports);
  }

  /** The same variables, those that lead to emulated endpoints leading to the stand-ins instead. */
  redirect(environment: Environment): Environment {
    const { databasePort, cachePort } = this.ports;
    const host = "127.0.0.1";
    const { DB_HOST, DB_READER_HOST, REDIS_HOST } = environment;
    return {
      ...environment,
      ...(DB_HOST !== undefined && { DB_HOST: host, DB_PORT: String(databasePort), DB_TLS: "off" }),
      ...(DB_READER_HOST !== undefined && { DB_READER_HOST: host }),
      ...(REDIS_HOST !== undefined && { REDIS_HOST: host, REDIS_PORT: String(cachePort), REDIS_TLS: "off" }),
    };
  }

  async stop(): Promise<void> {
    if (this.child === undefined) return;
    const closed = new Promise((resolve) => this.child?.once("close", resolve));
    this.child.stdin?.end();
    const timer = setTimeout(() => void (this.child && end(this.child)), 15_000);
    if (this.child.exitCode === null) await closed;
    clearTimeout(timer);
  }
}

function database(environment: Environment): object {
  const { DB_ENGINE: engine, DB_NAME: name, DB_USERNAME: user, DB_PASSWORD: password } = environment;
  return engine === undefined ? {} : { database: { engine, name, user, password } };
}

function cache({ REDIS_HOST: host, REDIS_AUTH_TOKEN: password }: Environment): object {
  return host === undefined ? {} : { cache: { password } };
}
