import { join } from "node:path";
import { createInterface } from "node:readline";
import { ExpectedError } from "../cli/expected-error";
import { end, start } from "../process/run";
import type { AppliedContainer } from "./applied-task";

type Environment = Readonly<Record<string, string>>;

/** Where a server runs, or which program is missing for it. */
interface StandIn {
  readonly port?: number;
  readonly program?: string;
  readonly missing?: string;
}

interface Started {
  readonly database?: StandIn;
  readonly cache?: StandIn;
}

/** The database's server can't be had on this machine, so nothing that needs it can run here. */
export class DatabaseMissingError extends ExpectedError {}

/**
 * Real servers on loopback for what the emulator only describes: the database and the cache. They take the name and
 * the credentials that were applied; only the address differs, and there is no TLS, because nobody but Amazon can
 * issue the certificates that the service accepts. Where there is no Redis, applications are told of none, and keep in
 * memory what they would keep there.
 */
export class StandIns {
  private constructor(
    private readonly child: ReturnType<typeof start> | undefined,
    private readonly started: Started,
  ) {}

  /**
   * Starts what the environments of containers refer to; nothing where they refer to nothing.
   *
   * @throws {DatabaseMissingError} where the server of its database is not installed
   */
  static async start(project: string, containers: readonly AppliedContainer[]): Promise<StandIns> {
    const environment = Object.fromEntries(containers.flatMap((one) => Object.entries(one.environment)));
    const request = { ...database(environment), ...cache(environment) };
    if (Object.keys(request).length === 0) return new StandIns(undefined, {});
    const program = join(project, "tools", "servers", "stand-ins.ts");
    const child = start(
      process.execPath,
      ["-r", join(project, "tools", "typescript", "register.cjs"), program],
      {
        cwd: project,
        stdio: ["pipe", "pipe", "pipe"],
      },
    );
    const { stdin, stdout, stderr } = child;
    if (stdin === null || stdout === null || stderr === null)
      throw new Error("the stand-ins have no input or output");
    const complaints: string[] = [];
    createInterface({ input: stderr }).on("line", (line) => complaints.push(line));
    const started = await new Promise<Started>((resolve, reject) => {
      createInterface({ input: stdout }).once("line", (line) => resolve(JSON.parse(line) as Started));
      child.once("close", () => {
        reject(new Error(`the database and cache stand-ins did not start:\n${complaints.join("\n")}`));
      });
      stdin.write(`${JSON.stringify(request)}\n`);
    });
    const standIns = new StandIns(child, started);
    if (started.database?.missing === undefined) return standIns;
    await standIns.stop();
    throw new DatabaseMissingError(`the database's server can't be had here: ${started.database.missing}`);
  }

  /** What takes the place of each managed server, for whoever reads what a rehearsal has shown. */
  get used(): string[] {
    const { database, cache } = this.started;
    return [
      ...(database === undefined ? [] : [`database: ${database.program ?? ""}`]),
      ...(cache === undefined
        ? []
        : [`cache: ${cache.program ?? `in the application's memory, ${cache.missing ?? ""}`}`]),
    ];
  }

  /** The same variables, those that lead to emulated endpoints leading to the stand-ins instead. */
  redirect(environment: Environment): Environment {
    const { database, cache } = this.started;
    const host = "127.0.0.1";
    const { DB_HOST, DB_READER_HOST, REDIS_HOST } = environment;
    return {
      ...(cache?.missing === undefined ? environment : withoutCache(environment)),
      ...(DB_HOST !== undefined && { DB_HOST: host, DB_PORT: String(database?.port), DB_TLS: "off" }),
      ...(DB_READER_HOST !== undefined && { DB_READER_HOST: host }),
      ...(REDIS_HOST !== undefined &&
        cache?.missing === undefined && {
          REDIS_HOST: host,
          REDIS_PORT: String(cache?.port),
          REDIS_TLS: "off",
        }),
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

/**
 * Without a database's server a rehearsal goes on and says so, except in continuous integration, where nothing is left out.
 *
 * @returns why the services do not run; undefined where they do
 */
export async function whatIsMissing(
  starting: Promise<void>,
  variables: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  try {
    await starting;
    return undefined;
  } catch (error) {
    const ci = variables["CI"] ?? "";
    if (error instanceof DatabaseMissingError && (ci === "" || ci === "false")) return error.message;
    throw error;
  }
}

/** With the user who owns it, where a container knows that one: the application's is then the migration's to create. */
function database(environment: Environment): object {
  const { DB_ENGINE: engine, DB_NAME: name } = environment;
  const { DB_MASTER_USERNAME: user = environment["DB_USERNAME"] } = environment;
  const { DB_MASTER_PASSWORD: password = environment["DB_PASSWORD"] } = environment;
  return engine === undefined ? {} : { database: { engine, name, user, password } };
}

function cache({ REDIS_HOST: host, REDIS_AUTH_TOKEN: password }: Environment): object {
  return host === undefined ? {} : { cache: { password } };
}

function withoutCache(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("REDIS_")));
}
