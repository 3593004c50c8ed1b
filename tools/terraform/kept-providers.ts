import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ExpectedError } from "../cli/expected-error";
import { run } from "../process/run";
import { KeptProvider } from "./kept-provider";

/** The provider that a Terraform command was attached to has ended before the command. */
export class ProviderEndedError extends ExpectedError {
  override readonly name = "ProviderEndedError";

  constructor(how: string, cause: unknown) {
    super(`The AWS provider that stays between Terraform's commands has ended by itself: ${how}`, { cause });
  }
}

/** What of a synthesized stack says which provider it needs, and how often it configures it. */
interface Synthesized {
  readonly terraform?: { readonly required_providers?: Readonly<Record<string, object>> };
  readonly provider?: Readonly<Record<string, readonly object[]>>;
}

/**
 * Processes of the AWS provider that stay for the Terraform commands of a rehearsal or a test: as many as there are
 * commands at the same time, started when they are needed first.
 *
 * Only for an emulator on this machine. A real deployment starts the provider anew for each command, as Terraform does.
 */
export class KeptProviders {
  private readonly all: KeptProvider[] = [];
  private readonly idle: KeptProvider[] = [];
  private started = 0;
  private program: Promise<string | undefined> | undefined;
  private readonly env: NodeJS.ProcessEnv;
  /** For the sockets: short, because the path of a socket must not be longer than about a hundred characters. */
  private readonly directory: string;

  /**
   * @param parent directory to work in; whoever made it removes it
   * @param env variables of the Terraform commands and of the provider
   * @param tell is told where providers can't stay
   * @throws {Error} where the variables do not lead to an emulator on this machine
   */
  constructor(
    parent: string,
    env: NodeJS.ProcessEnv,
    private readonly tell: (line: string) => void = console.error,
  ) {
    const endpoint = env["AWS_ENDPOINT_URL"] ?? "";
    if (!/^http:\/\/(127\.0\.0\.1|\[::1\]):\d+$/.test(endpoint)) {
      throw new Error(
        `a provider stays for an emulator only: AWS_ENDPOINT_URL is "${endpoint}"; allowed is one on 127.0.0.1`,
      );
    }
    this.directory = mkdtempSync(join(parent, "p"));
    // With this variable the provider can be configured only once.
    this.env = Object.fromEntries(Object.entries(env).filter(([name]) => name !== "AWS_CA_BUNDLE"));
  }

  /**
   * Runs a Terraform command, with the variables that attach it to a provider that no other command is attached to.
   * They are empty where the stack configures the provider several times, for several regions: one process has one
   * configuration.
   *
   * @param stack the synthesized directory in which the command runs
   * @throws {ProviderEndedError} where the command fails because the provider has ended
   */
  async attach<T>(
    stack: string,
    command: (variables: Readonly<Record<string, string>>) => Promise<T>,
  ): Promise<T> {
    const provider = await this.take(stack);
    if (provider === undefined) return command({});
    provider.standIn(resolve(stack));
    try {
      return await command(provider.variables);
    } catch (error) {
      throw provider.ended === undefined ? error : new ProviderEndedError(provider.ended, error);
    } finally {
      if (provider.ended === undefined) this.idle.push(provider);
    }
  }

  async stop(): Promise<void> {
    this.idle.length = 0;
    await Promise.all(this.all.splice(0).map((provider) => provider.stop()));
  }

  private async take(stack: string): Promise<KeptProvider | undefined> {
    const file = join(stack, "cdk.tf.json");
    if (!existsSync(file)) return undefined;
    const { terraform, provider = {} } = JSON.parse(readFileSync(file, "utf8")) as Synthesized;
    const required = terraform?.required_providers ?? {};
    if (Object.keys(required).join() !== "aws" || provider["aws"]?.length !== 1) return undefined;
    this.program ??= this.install(required).catch(this.cannot);
    const program = await this.program;
    if (program === undefined) return undefined;
    const waiting = this.idle.pop();
    if (waiting?.ended === undefined && waiting !== undefined) return waiting;
    if (waiting !== undefined) this.tell(new ProviderEndedError(waiting.ended ?? "", undefined).message);
    // On a busy machine the provider may give up offering itself, for which it takes two seconds at most.
    return this.start(program)
      .catch(() => this.start(program))
      .catch(this.cannot);
  }

  private async start(program: string): Promise<KeptProvider> {
    const provider = await KeptProvider.start(
      program,
      this.env,
      join(this.directory, String((this.started += 1))),
    );
    this.all.push(provider);
    return provider;
  }

  private readonly cannot = (error: unknown): undefined => {
    this.tell(`Each command of Terraform starts the AWS provider anew, which takes longer: ${String(error)}`);
    this.program = Promise.resolve(undefined);
  };

  /** Lets Terraform get the provider, from wherever it gets it, packed or not, checksum compared. @returns its path */
  private async install(required: object): Promise<string> {
    const cwd = join(this.directory, "provider");
    mkdirSync(cwd);
    writeFileSync(join(cwd, "main.tf.json"), JSON.stringify({ terraform: { required_providers: required } }));
    await run("terraform", ["init", "-input=false", "-no-color"], { cwd, env: this.env });
    const installed = join(cwd, ".terraform", "providers", "registry.terraform.io", "hashicorp", "aws");
    const [version = ""] = readdirSync(installed);
    const [platform = ""] = readdirSync(join(installed, version));
    const directory = join(installed, version, platform);
    const program = readdirSync(directory).find((name) => name.startsWith("terraform-provider-aws"));
    if (program === undefined) throw new Error(`${directory}: there is no terraform-provider-aws`);
    return join(directory, program);
  }
}
