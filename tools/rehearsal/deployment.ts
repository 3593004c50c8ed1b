import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../../environments/config/schema";
import { stateOf, stateStackId } from "../../stacks";
import type { Say } from "../cli/stages";
import { run, type RunOptions } from "../process/run";
import { bootstrap } from "../state/bootstrap";
import { unbootstrap } from "../state/unbootstrap";
import { resourceProgress } from "../terraform/progress";
import { Terraform } from "../terraform/terraform";
import { appArguments } from "../typescript/app-command";
import { shortenPatience } from "./patience";
import { twoAtATime } from "./two-at-a-time";

export interface DeploymentProps {
  /** Directory of the project. */
  readonly project: string;
  readonly environment: Environment;
  /** Directory the stacks are synthesized into. */
  readonly output: string;
  /** Variables of every program that is started. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether providers come from a mirror, which knows no checksums of other platforms. */
  readonly mirrored: boolean;
  readonly signal: AbortSignal;
}

type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** One environment, deployed and destroyed with the commands its users type. */
export class Deployment {
  constructor(private readonly props: DeploymentProps) {}

  /** Ids of the environment's stacks, as `cdktf deploy '<environment>-*'` selects them. */
  private get stacks(): string[] {
    const manifest = JSON.parse(readFileSync(join(this.props.output, "manifest.json"), "utf8")) as {
      stacks: object;
    };
    return Object.keys(manifest.stacks).filter((id) => id.startsWith(`${this.props.environment.name}-`));
  }

  async synthesize(): Promise<void> {
    await this.cdktf(["synth"]);
    shortenPatience(join(this.props.output, "stacks"));
  }

  /** As if the environment's file said `deletionProtection: false`. */
  async synthesizeUnprotected(): Promise<void> {
    const { project, environment } = this.props;
    const main = ["node", ...appArguments(project), "tools/rehearsal/unprotected.ts", environment.name];
    await this.cdktf(["synth", "--app", main.join(" ")]);
    shortenPatience(join(this.props.output, "stacks"));
  }

  async bootstrap(say: Say): Promise<void> {
    const { environment } = this.props;
    await bootstrap(
      this.terraform(stateStackId(environment), say),
      stateStackId(environment),
      stateOf(environment),
    );
  }

  /** @returns the outputs of every stack, without the values that stacks pass to each other */
  async deploy(say: Say): Promise<Outputs> {
    const file = join(this.props.output, "outputs.json");
    const lock = this.props.mirrored ? ["--skip-provider-lock"] : [];
    await this.cdktf(
      ["deploy", this.selection, "--auto-approve", "--skip-synth", "--outputs-file", file, ...lock],
      say,
    );
    return JSON.parse(readFileSync(file, "utf8")) as Outputs;
  }

  /**
   * Plans every stack again.
   *
   * @throws {Error} with the plans that are not empty
   */
  async assertNothingToChange(say: Say): Promise<void> {
    const drifts: string[] = [];
    await twoAtATime(this.stacks, async (stack) => {
      say(stack);
      const drift = await this.terraform(stack).drift();
      if (drift !== undefined) drifts.push(`${stack}:\n${drift}`);
    });
    if (drifts.length > 0)
      throw new Error(`a second plan should change nothing, but does:\n${drifts.join("\n")}`);
  }

  async destroy(say: Say): Promise<void> {
    await this.cdktf(["destroy", this.selection, "--auto-approve", "--skip-synth"], say);
  }

  async unbootstrap(say: Say): Promise<void> {
    const { environment } = this.props;
    await unbootstrap(
      this.terraform(stateStackId(environment), say),
      stateStackId(environment),
      stateOf(environment),
    );
  }

  private get selection(): string {
    return `${this.props.environment.name}-*`;
  }

  private terraform(stack: string, say?: Say): Terraform {
    const { output, env, signal } = this.props;
    const onLine = say === undefined ? {} : { onLine: resourceProgress(say) };
    return new Terraform(join(output, "stacks", stack), { env, signal, ...onLine });
  }

  private async cdktf(args: string[], say?: Say): Promise<void> {
    const { project, output, env, signal } = this.props;
    const cli = join(project, "node_modules", "cdktf-cli", "bundle", "bin", "cdktf.js");
    const options: RunOptions = { cwd: project, env, signal, ...(say && { onLine: resourceProgress(say) }) };
    await run(process.execPath, [cli, ...args, "--output", output], options);
  }
}
