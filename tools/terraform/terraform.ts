import { rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ExpectedError } from "../cli/expected-error";
import { CommandError, type Finished, run, type RunOptions, whileEnding } from "../process/run";
import { StalePlanError, StateNotWrittenError } from "./errors";
import type { KeptProviders } from "./kept-providers";
import { attributesOf, idsOf, type State, unfinishedIn } from "./state";

/** How Terraform and the AWS provider say that there is nothing to import. */
const NOT_THERE =
  /non-existent remote object|couldn't find resource|NotFound|NoSuchEntity|does not exist|no \w[\w ]* found|empty result/i;

/** How Terraform says that it could not write its state, or release the lock. */
const STATE_TROUBLE =
  /errored\.tfstate|(?:save|saving|persist|upload(?:ing)?) (?:the )?state|releasing the state lock/i;

/** Environment variables, where lines go, when to stop. */
export interface TerraformOptions extends Pick<RunOptions, "env" | "onLine" | "signal"> {
  /** What commands are attached to. @default each starts its provider */
  readonly providers?: KeptProviders | undefined;
}

/** Terraform in one synthesized directory. */
export class Terraform {
  private static initializing: Promise<unknown> = Promise.resolve();

  /** @param directory holds `cdk.tf.json` */
  constructor(
    readonly directory: string,
    private readonly options: TerraformOptions = {},
  ) {}

  /**
   * One after the other: the cache of providers, which a user's configuration may name, does not bear two at once.
   * https://developer.hashicorp.com/terraform/cli/config/config-file#provider-plugin-cache
   */
  async init(...args: string[]): Promise<void> {
    const before = Terraform.initializing;
    const own = before.then(() => this.terraform(["init", "-input=false", ...args]));
    Terraform.initializing = own.catch(() => undefined);
    await own;
  }

  async apply(): Promise<void> {
    await this.changing(["apply", "-input=false", "-auto-approve"]);
  }

  async destroy(): Promise<void> {
    await this.terraform(["destroy", "-input=false", "-auto-approve"]);
  }

  /** Whether a plan would change anything; the plan as text where it would. */
  async drift(): Promise<string | undefined> {
    const plan = await this.terraform(["plan", "-input=false", "-lock=false", "-detailed-exitcode"], [2]);
    return plan.code === 0 ? undefined : plan.stdout;
  }

  /**
   * Writes a plan that can be applied as it is. Nothing is locked: a plan that is overtaken by another deployment
   * is refused when it is applied.
   *
   * @param file path of the plan
   * @param args further arguments, such as `-destroy`
   */
  async plan(file: string, ...args: string[]): Promise<void> {
    await this.terraform(["plan", "-input=false", "-lock=false", `-out=${file}`, ...args]);
  }

  /** A plan in Terraform's JSON. It holds every value, secret ones too: not to be kept. */
  async show(file: string): Promise<unknown> {
    const { stdout } = await this.terraform(["show", "-json", file]);
    return JSON.parse(stdout);
  }

  /** @throws {StalePlanError} where the state has changed since the plan was made */
  async applyPlan(file: string): Promise<void> {
    try {
      await this.changing(["apply", "-input=false", file]);
    } catch (error) {
      if (error instanceof CommandError && error.output.includes("Saved plan is stale")) {
        throw new StalePlanError(basename(this.directory));
      }
      throw error;
    }
  }

  async validate(): Promise<void> {
    await this.terraform(["validate"]);
  }

  /** Addresses of everything in the state. */
  async resources(): Promise<string[]> {
    const { stdout } = await this.terraform(["state", "list"]);
    return stdout.split("\n").filter((line) => line !== "" && !line.startsWith("data."));
  }

  /** The value of an output. */
  async output(name: string): Promise<unknown> {
    const { stdout } = await this.terraform(["output", "-json", name]);
    return JSON.parse(stdout);
  }

  /** All outputs, those left out that stacks pass to each other. */
  async outputs(): Promise<Record<string, string>> {
    const { stdout } = await this.terraform(["output", "-json"]);
    const all = JSON.parse(stdout) as Record<string, { value: unknown; sensitive?: boolean }>;
    return Object.fromEntries(
      Object.entries(all)
        .filter(([name, { sensitive }]) => !name.startsWith("cross-stack-output") && sensitive !== true)
        .map(([name, { value }]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
    );
  }

  /** The attributes of everything of a type in the state. */
  async attributes(type: string): Promise<Readonly<Record<string, unknown>>[]> {
    return attributesOf(await this.state(), type);
  }

  /** Address and id of everything in the state; ECS clusters, imported by name, under their name. */
  async ids(): Promise<Map<string, string>> {
    return idsOf(await this.state());
  }

  /**
   * Takes something that exists into the state.
   *
   * @returns false where AWS has no such thing
   */
  async import(address: string, id: string): Promise<boolean> {
    try {
      await this.terraform(["import", "-input=false", address, id]);
      return true;
    } catch (error) {
      if (error instanceof CommandError && NOT_THERE.test(error.output)) return false;
      throw error;
    }
  }

  async forceUnlock(id: string): Promise<void> {
    await this.terraform(["force-unlock", "-force", id]);
  }

  /**
   * Does something with other settings beside the synthesized ones, in a file that is gone afterwards.
   * https://developer.hashicorp.com/terraform/language/files/override
   */
  async with<T>(file: string, settings: object, action: () => Promise<T>): Promise<T> {
    const path = join(this.directory, file);
    writeFileSync(path, JSON.stringify(settings, null, 2));
    try {
      return await action();
    } finally {
      rmSync(path, { force: true });
    }
  }

  /**
   * Keeps what holds data, or serves requests, and was interrupted while it was made: AWS goes on making it, and the next plan brings it to
   * what the configuration says. Otherwise the next plan would replace it, which the plan guard refuses, and deletion
   * protection too. Nothing else is kept: the next plan replaces it, as Terraform does.
   * https://developer.hashicorp.com/terraform/cli/commands/untaint
   *
   * @returns addresses of what is kept
   */
  async keepUnfinished(): Promise<string[]> {
    const addresses = unfinishedIn(await this.state());
    for (const address of addresses) await this.terraform(["untaint", address]);
    return addresses;
  }

  private async state(): Promise<State> {
    const { stdout } = await this.terraform(["state", "pull"]);
    return stdout === "" ? {} : (JSON.parse(stdout) as State);
  }

  /** A command that makes something; after an interrupt, what holds data is kept. */
  private async changing(args: string[]): Promise<void> {
    const { signal, ...uninterrupted } = this.options;
    try {
      await this.terraform(args);
    } catch (error) {
      // For an emulator that vanishes there is nothing to keep.
      if (
        signal?.aborted === true &&
        uninterrupted.providers === undefined &&
        !(error instanceof ExpectedError)
      )
        await whileEnding(basename(this.directory), () =>
          new Terraform(this.directory, uninterrupted).keepUnfinished(),
        );
      throw error;
    }
  }

  private async terraform(args: string[], allow: readonly number[] = []): Promise<Finished> {
    const [command = "", ...rest] = args;
    // Not every command knows the flag; those that do take it before their arguments.
    const plain = ["state", "force-unlock", "untaint"].includes(command) ? [] : ["-no-color"];
    const { providers, env = process.env, onLine, ...options } = this.options;
    const trouble: string[] = [];
    const attached = (variables: NodeJS.ProcessEnv) =>
      run("terraform", [command, ...plain, ...rest], {
        ...options,
        env: { ...env, ...variables },
        cwd: this.directory,
        allow,
        onLine: (line) => {
          if (STATE_TROUBLE.test(line)) trouble.push(line);
          onLine?.(line);
        },
        // With a provider that stays, the account is an emulated one, which vanishes after an interrupt.
        endsInItsOwnWay: providers === undefined ? basename(this.directory) : undefined,
      });
    try {
      return await (providers === undefined ? attached({}) : providers.attach(this.directory, attached));
    } catch (error) {
      const interrupted = options.signal?.aborted === true && trouble.length > 0;
      throw interrupted ? new StateNotWrittenError(this.directory, trouble) : error;
    }
  }
}
