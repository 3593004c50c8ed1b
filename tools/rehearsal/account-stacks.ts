import { existsSync } from "node:fs";
import { join } from "node:path";
import { baselineStackId, replicationStackId } from "../../stacks";
import { applyBaseline, removeBaseline } from "../baseline/adopt";
import type { Say } from "../cli/stages";
import { applyReplication } from "../image/replication";
import { resourceProgress } from "../terraform/progress";
import { Terraform } from "../terraform/terraform";
import type { DeploymentProps } from "./deployment";

/** What an account has once, besides its remote state, with the functions behind the commands that set it up. */
export class AccountStacks {
  private readonly replication: string;
  private readonly baseline: string;

  constructor(private readonly props: Omit<DeploymentProps, "mirrored">) {
    this.replication = replicationStackId(props.environment);
    this.baseline = baselineStackId(props.environment);
  }

  /** Sets up what the environment's configuration asks for. @throws {Error} where a second plan is not empty */
  async deploy(say: Say): Promise<void> {
    if (this.has(this.replication)) await applyReplication(this.terraform(this.replication, say));
    if (this.has(this.baseline)) {
      await applyBaseline(this.terraform(this.baseline, say), this.props.environment.account);
    }
    for (const stack of [this.replication, this.baseline].filter((id) => this.has(id))) {
      say(`planning ${stack} again`);
      const drift = await this.terraform(stack).drift();
      if (drift !== undefined) throw new Error(`a second plan of ${stack} should change nothing:\n${drift}`);
    }
  }

  async destroy(say: Say): Promise<void> {
    if (this.has(this.baseline)) await removeBaseline(this.terraform(this.baseline, say));
    if (this.has(this.replication)) await this.terraform(this.replication, say).destroy();
  }

  private has(stack: string): boolean {
    return existsSync(join(this.props.output, "stacks", stack));
  }

  private terraform(stack: string, say?: Say): Terraform {
    const { output, env, signal } = this.props;
    const onLine = say === undefined ? {} : { onLine: resourceProgress(say) };
    return new Terraform(join(output, "stacks", stack), { env, signal, ...onLine });
  }
}
