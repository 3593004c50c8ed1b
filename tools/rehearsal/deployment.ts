import { join } from "node:path";
import type { Environment } from "../../environments/config/schema";
import { stateOf, stateStackId } from "../../stacks";
import type { Say } from "../cli/stages";
import { SideBySide } from "../cli/steps";
import { type SynthesizedStack, stacksOf } from "../plan/synthesized";
import { synthesize } from "../plan/synthesize";
import { inOrder } from "../process/in-order";
import { run } from "../process/run";
import { bootstrap } from "../state/bootstrap";
import { unbootstrap } from "../state/unbootstrap";
import { commandsAtOnce } from "../terraform/at-once";
import type { KeptProviders } from "../terraform/kept-providers";
import { resourceProgress } from "../terraform/progress";
import { Terraform } from "../terraform/terraform";
import { appArguments } from "../typescript/app-command";
import { shortenPatience } from "./patience";

/** Whose Terraform commands they are. */
export interface Actor {
  /** Variables of the commands. */
  readonly env: NodeJS.ProcessEnv;
  readonly providers: KeptProviders;
}

export interface DeploymentProps {
  /** Directory of the project. */
  readonly project: string;
  readonly environment: Environment;
  /** Directory the stacks are synthesized into. */
  readonly output: string;
  /** Who deploys environments. */
  readonly deployer: Actor;
  /** Who sets accounts up. */
  readonly administrator: Actor;
  readonly signal: AbortSignal;
}

type Outputs = Readonly<Record<string, string>>;

/** One environment, deployed and destroyed stack by stack. */
export class Deployment {
  constructor(private readonly props: DeploymentProps) {}

  /** The environment's stacks, each after those it depends on. */
  get stacks(): SynthesizedStack[] {
    return stacksOf(this.props.output, this.props.environment.name);
  }

  async synthesize(): Promise<void> {
    const { project, output, deployer, signal } = this.props;
    await synthesize(project, { output, env: deployer.env, signal });
    shortenPatience(join(output, "stacks"));
  }

  /** As if the environment's file said `deletionProtection: false`. */
  async synthesizeUnprotected(): Promise<void> {
    const { project, environment, output, deployer, signal } = this.props;
    await run(
      process.execPath,
      [...appArguments(project), "tools/rehearsal/unprotected.ts", environment.name],
      { cwd: project, env: { ...deployer.env, CDKTF_OUTDIR: output }, signal },
    );
    shortenPatience(join(output, "stacks"));
  }

  async bootstrap(say: Say): Promise<void> {
    const id = stateStackId(this.props.environment);
    await bootstrap(this.terraform(id, say, this.props.administrator), id, stateOf(this.props.environment));
  }

  /** @returns the stack's outputs, without the values that stacks pass to each other */
  async deploy(stack: string, say: Say): Promise<Outputs> {
    const terraform = this.terraform(stack, say);
    await terraform.init("-reconfigure");
    await terraform.apply();
    return terraform.outputs();
  }

  /** Deploys every stack, in one stage. */
  async deployAll(say: Say): Promise<void> {
    const { signal } = this.props;
    const sideBySide = new SideBySide(say);
    await inOrder(this.stacks, ({ id }) => sideBySide.run(id, (sayOne) => this.deploy(id, sayOne)), {
      atOnce: commandsAtOnce(),
      signal,
    });
  }

  /** What a plan of a stack would change; undefined where nothing. */
  drift(stack: string): Promise<string | undefined> {
    return this.terraform(stack).drift();
  }

  async destroy(stack: string, say: Say): Promise<void> {
    await this.terraform(stack, say).destroy();
  }

  async unbootstrap(say: Say): Promise<void> {
    const id = stateStackId(this.props.environment);
    await unbootstrap(this.terraform(id, say, this.props.administrator), id, stateOf(this.props.environment));
  }

  private terraform(stack: string, say?: Say, actor = this.props.deployer): Terraform {
    const { output, signal } = this.props;
    const onLine = say && { onLine: resourceProgress(say) };
    return new Terraform(join(output, "stacks", stack), { ...actor, signal, ...onLine });
  }
}
