import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Finished, run, type RunOptions } from "../process/run";

/** Terraform in one synthesized directory. */
export class Terraform {
  /**
   * @param directory holds `cdk.tf.json`
   * @param options environment variables, where lines go, when to stop
   */
  constructor(
    readonly directory: string,
    private readonly options: Pick<RunOptions, "env" | "onLine" | "signal"> = {},
  ) {}

  async init(...args: string[]): Promise<void> {
    await this.terraform(["init", "-input=false", ...args]);
  }

  async apply(): Promise<void> {
    await this.terraform(["apply", "-input=false", "-auto-approve"]);
  }

  async destroy(): Promise<void> {
    await this.terraform(["destroy", "-input=false", "-auto-approve"]);
  }

  /** Whether a plan would change anything; the plan as text where it would. */
  async drift(): Promise<string | undefined> {
    const plan = await this.terraform(["plan", "-input=false", "-lock=false", "-detailed-exitcode"], [2]);
    return plan.code === 0 ? undefined : plan.stdout;
  }

  async validate(): Promise<void> {
    await this.terraform(["validate"]);
  }

  /** Addresses of everything in the state. */
  async resources(): Promise<string[]> {
    const { stdout } = await this.terraform(["state", "list"]);
    return stdout.split("\n").filter((line) => line !== "" && !line.startsWith("data."));
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

  private terraform(args: string[], allow: readonly number[] = []): Promise<Finished> {
    return run("terraform", [...args, "-no-color"], { ...this.options, cwd: this.directory, allow });
  }
}
