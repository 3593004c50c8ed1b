import { availableParallelism } from "node:os";
import { deployStatements, planStatements } from "../../constructs/identity/identity-scope";
import { baselineStackId, stateOf, stateStackId } from "../../stacks";
import type { Say } from "../cli/stages";
import { SideBySide, type Step } from "../cli/steps";
import { requireSufficient } from "../identity/sufficient";
import { inOrder, reversed } from "../process/in-order";
import { commandsAtOnce } from "../terraform/at-once";
import { accountStacks, type AccountStack } from "./account-stacks";
import { Deployment, type DeploymentProps } from "./deployment";
import type { Emulator } from "./emulator";
import { checkLeftovers } from "./leftovers";
import { permitted } from "./permitted";

/** Access key of those who deploy environments, by which the emulator knows their requests. */
export const DEPLOYER = "deployer";

/** What a rehearsal does to the emulated account, as steps that run side by side where they may. */
export class RehearsalSteps {
  /** Of each stack that was deployed. */
  readonly outputs: Record<string, Readonly<Record<string, string>>> = {};
  private readonly account: readonly AccountStack[];

  /** @param deployment synthesized */
  constructor(
    private readonly emulator: Emulator,
    private readonly deployment: Deployment,
    private readonly props: DeploymentProps,
  ) {
    this.account = accountStacks(props);
  }

  /** The remote state, what the account has once, every stack; then a plan of each, which has to be empty. */
  deploy(): Step[] {
    const { environment } = this.props;
    const state = stateStackId(environment);
    const stacks = this.deployment.stacks.map(({ id, after }): Step => ({
      id,
      after: [...after, state, ...this.needed(id)],
      title: `Deploy ${id}`,
      run: async (say) => {
        this.outputs[id] = await this.deployment.deploy(id, say);
      },
    }));
    return [
      {
        id: state,
        after: [],
        title: "Bootstrap the remote state",
        run: (say) => this.deployment.bootstrap(say),
      },
      ...this.account.map(({ id, deploy }): Step => ({
        id,
        after: [state],
        title: `Set up ${id}`,
        run: deploy,
      })),
      ...stacks,
      {
        id: "again",
        after: [...this.account, ...stacks].map(({ id }) => id),
        title: "Plan again: nothing may change",
        run: (say) => this.planAgain(say),
      },
    ];
  }

  /** Every stack, each before those it depends on, what the account has once, and the remote state. */
  destroy(): Step[] {
    const { environment } = this.props;
    const unprotect: Step = {
      id: "unprotect",
      after: [],
      title: `Give up the protection of ${environment.name}, as its owner would`,
      run: async (say) => {
        await this.deployment.synthesizeUnprotected();
        await this.deployment.deployAll(say);
      },
    };
    const stacks = reversed(this.deployment.stacks).reverse();
    const gone = [
      ...stacks.map(({ id, after }): Step => ({
        id,
        after: ["unprotect", ...after],
        title: `Destroy ${id}`,
        run: (say) => this.deployment.destroy(id, say),
      })),
      ...this.account.map(({ id, destroy }): Step => ({
        id,
        after: stacks.filter((stack) => this.needed(stack.id).includes(id)).map((stack) => stack.id),
        title: `Remove ${id}`,
        run: destroy,
      })),
    ];
    return [
      ...(environment.deletionProtection ? [unprotect] : []),
      ...gone,
      {
        id: "unbootstrap",
        after: gone.map(({ id }) => id),
        title: "Remove the remote state",
        run: (say) => this.deployment.unbootstrap(say),
      },
      {
        id: "leftovers",
        after: ["unbootstrap"],
        title: "Look for anything left behind",
        run: async () => {
          for (const { id } of checkLeftovers(await this.emulator.leftovers(), environment))
            this.kept.push(id);
        },
      },
    ];
  }

  /** Ids of what is meant to stay: final snapshots. */
  readonly kept: string[] = [];

  /** @throws {MissingPermissionsError} where the role for deployments would not be allowed what was done */
  permitted(action: () => Promise<void>): Promise<void> {
    return permitted(this.emulator, "deploy", this.statements, action, DEPLOYER);
  }

  private get statements() {
    const { environment } = this.props;
    return deployStatements(environment, stateOf(environment));
  }

  /** What of the account has to be there before a stack: a search domain needs a role of OpenSearch's. */
  private needed(stack: string): string[] {
    return stack.endsWith("-analytics") ? [baselineStackId(this.props.environment)] : [];
  }

  /** @throws {Error} with the plans that are not empty */
  private async planAgain(say: Say): Promise<void> {
    const { environment, signal } = this.props;
    await requireSufficient("deploy", await this.emulator.requests(DEPLOYER), this.statements);
    const planning = planStatements([environment], stateOf(environment));
    const drifts: string[] = [];
    const sideBySide = new SideBySide(say);
    const plans = [
      ...this.account.map(({ id, drift }) => ({ id, drift, after: [] })),
      ...this.deployment.stacks.map(({ id }) => ({ id, drift: () => this.deployment.drift(id), after: [] })),
    ];
    // Plans keep processors busy, and each lane more than before takes a provider that has to be started.
    const atOnce = Math.min(commandsAtOnce(), availableParallelism());
    const look = () =>
      inOrder(
        plans,
        ({ id, drift }) =>
          sideBySide.run(id, async () => {
            const found = await drift();
            if (found !== undefined) drifts.push(`${id}:\n${found}`);
          }),
        { atOnce, signal },
      );
    await permitted(this.emulator, "plan", planning, look, DEPLOYER);
    if (drifts.length > 0)
      throw new Error(`a second plan should change nothing, but does:\n${drifts.join("\n")}`);
  }
}
