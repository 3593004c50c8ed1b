import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/**
 * The provider under the shell's process id, and beside it one that waits for the end of standard input: it comes
 * with the end of the process that started all this, even of one that was killed. Both the provider and its socket go then.
 */
const WITH_PARENT = `
exec 3<&0
( cat <&3; kill -KILL $$; rm -rf "$TMPDIR" ) >/dev/null 2>&1 &
exec "$0" -debug 3<&- </dev/null
`;

const ATTACH = /TF_REATTACH_PROVIDERS='(?<value>\{.*\})'/;

/** A provider that Terraform has not started itself logs everything. */
const NO_LOG = { TF_LOG_PROVIDER: "OFF", TF_LOG_PROVIDER_AWS: "OFF", TF_LOG_SDK: "OFF" };

/** Lines of the provider's log that are kept for the report of its failure. */
const KEPT_LINES = 40;

/**
 * One process of a Terraform provider that stays while one Terraform command after the other attaches to it. Starting
 * it and reading its schemas is most of the processor time of a command.
 * https://developer.hashicorp.com/terraform/plugin/debugging#starting-a-provider-in-debug-mode
 *
 * Each command configures the provider anew, so no two commands may be attached at the same time.
 */
export class KeptProvider {
  private constructor(
    private readonly child: ChildProcess,
    private readonly log: readonly string[],
    private readonly cwd: string,
    /** Variables that attach a Terraform command to this process. */
    readonly variables: Readonly<Record<string, string>>,
  ) {}

  /**
   * @param program path of the provider
   * @param env its environment; the provider reads credentials and endpoints from there
   * @param directory where its socket is made; it is removed with the process
   * @throws {Error} with the provider's last lines, where it ends without having offered itself
   */
  static async start(program: string, env: NodeJS.ProcessEnv, directory: string): Promise<KeptProvider> {
    const cwd = join(directory, "stack");
    mkdirSync(cwd, { recursive: true });
    const child = spawn("/bin/sh", ["-c", WITH_PARENT, program], {
      detached: true,
      cwd,
      env: { ...env, ...NO_LOG, TMPDIR: directory },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const log: string[] = [];
    const value = await new Promise<string>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", () => {
        reject(new Error(log.join("\n")));
      });
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on("line", (line) => {
          const attach = ATTACH.exec(line)?.groups?.["value"];
          if (attach !== undefined) resolve(attach);
          else if (log.push(line) > KEPT_LINES) log.shift();
        });
      }
    }).finally(() => {
      // The end of a provider that has ended by itself: what waits for the end of standard input removes the directory.
      child.once("exit", () => child.stdin.destroy());
      if (child.exitCode !== null) child.stdin.destroy();
    });
    return new KeptProvider(child, log, cwd, { TF_REATTACH_PROVIDERS: value });
  }

  /**
   * Shows the provider the files of a stack, such as the code of its functions, where Terraform would have started it
   * there: under the same relative paths.
   */
  standIn(stack: string): void {
    for (const name of readdirSync(this.cwd)) rmSync(join(this.cwd, name));
    for (const name of readdirSync(stack).filter((one) => !one.startsWith(".")))
      symlinkSync(join(stack, name), join(this.cwd, name));
  }

  /** How the process has ended and what it said last; undefined while it runs. */
  get ended(): string | undefined {
    const { exitCode, signalCode } = this.child;
    if (exitCode === null && signalCode === null) return undefined;
    return [signalCode ?? `exit code ${exitCode ?? ""}`, ...this.log].join("\n");
  }

  async stop(): Promise<void> {
    if (this.ended !== undefined) return;
    const closed = new Promise((resolve) => this.child.once("close", resolve));
    this.child.stdin?.destroy();
    await closed;
  }
}
