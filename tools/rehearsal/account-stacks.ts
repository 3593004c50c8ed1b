import { existsSync } from "node:fs";
import { join } from "node:path";
import { baselineStackId, replicationStackId } from "../../stacks";
import { applyBaseline, removeBaseline } from "../baseline/adopt";
import type { Say } from "../cli/stages";
import { applyReplication } from "../image/replication";
import { resourceProgress } from "../terraform/progress";
import { Terraform } from "../terraform/terraform";
import type { DeploymentProps } from "./deployment";

/** A stack that an account has once, besides its remote state. */
export interface AccountStack {
  readonly id: string;
  readonly deploy: (say: Say) => Promise<unknown>;
  /** What a plan would change; undefined where nothing. */
  readonly drift: () => Promise<string | undefined>;
  readonly destroy: (say: Say) => Promise<void>;
}

/** What an environment's configuration asks for, with the functions behind the commands that set it up. */
export function accountStacks(
  props: Pick<DeploymentProps, "environment" | "output" | "administrator" | "signal">,
): AccountStack[] {
  const { environment, output, administrator, signal } = props;
  const terraform = (stack: string, say?: Say) => {
    const onLine = say && { onLine: resourceProgress(say) };
    return new Terraform(join(output, "stacks", stack), { ...administrator, signal, ...onLine });
  };
  const baseline = baselineStackId(environment);
  const replication = replicationStackId(environment);
  const all: AccountStack[] = [
    {
      id: replication,
      deploy: (say) => applyReplication(terraform(replication, say)),
      drift: () => terraform(replication).drift(),
      destroy: (say) => terraform(replication, say).destroy(),
    },
    {
      id: baseline,
      deploy: (say) => applyBaseline(terraform(baseline, say), environment.account),
      drift: () => terraform(baseline).drift(),
      destroy: (say) => removeBaseline(terraform(baseline, say)),
    },
  ];
  return all.filter(({ id }) => existsSync(join(output, "stacks", id)));
}
