import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { deployStatements, planStatements } from "../../constructs/identity/identity-scope";
import { replication } from "../../environments/config/replication";
import type { Environment } from "../../environments/config/schema";
import { stateOf } from "../../stacks";
import { Stages } from "../cli/stages";
import { checkCaller } from "../aws/caller";
import { run } from "../process/run";
import { TerraformWorkspace } from "../terraform/workspace";
import { AccountStacks } from "./account-stacks";
import { Deployment } from "./deployment";
import { Emulator, gaps } from "./emulator";
import { exercise } from "./exercise";
import { checkLeftovers } from "./leftovers";
import { permitted } from "./permitted";
import { RunningServices } from "./running-services";
import { whatIsMissing } from "./stand-ins";

export interface RehearsalOptions {
  /** Directory of the project. */
  readonly project: string;
  /** Leave everything running until the signal comes. */
  readonly keep: boolean;
  /** Ends the rehearsal; everything is cleaned up all the same. */
  readonly signal: AbortSignal;
}

/**
 * Deploys an environment to an emulated AWS on this machine, with real Terraform and the real AWS provider, shows
 * that it converges and works, and destroys it again.
 *
 * @throws {Error} at the first thing that is not as it should be
 */
export async function rehearse(
  environment: Environment,
  { project, keep, signal }: RehearsalOptions,
): Promise<void> {
  const stages = new Stages(environment.deletionProtection ? 15 : 14);
  const workspace = new TerraformWorkspace();
  const cleanUp: (() => Promise<void>)[] = [];
  // On exit, because that comes after an interrupt too that leaves no time for anything else.
  process.once("exit", () => {
    workspace.remove();
  });
  try {
    const emulator = await stages.run("Start the AWS emulator", async () => {
      const started = await Emulator.start(project, environment.account);
      cleanUp.unshift(() => started.stop());
      return started;
    });
    const region = replication(environment)?.writer ?? environment.regions[0]?.name ?? "us-east-1";
    const variables = { ...workspace.variables, ...emulator.variables(region) };
    // For the AWS SDK in this process; nothing in the caller's environment may lead to a real account.
    for (const name of Object.keys(process.env))
      if (/^(AWS_(?!SDK_JS)|TF_)/.test(name)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, variables);

    const output = join(workspace.directory, "cdktf.out");
    const props = {
      project,
      environment,
      output,
      // Providers leave their sockets behind when they are stopped in the middle.
      env: { ...process.env, TMPDIR: workspace.directory },
      mirrored: workspace.mirrored,
      signal,
    };
    const deployment = new Deployment(props);
    const account = new AccountStacks(props);
    await stages.run(`Check the credentials for account ${environment.account}`, () =>
      checkCaller(environment),
    );
    await stages.run("Synthesize all environments", () => deployment.synthesize());
    await stages.run("Bootstrap the remote state", (say) => deployment.bootstrap(say));
    await stages.run("Set up what the account has once", (say) => account.deploy(say));
    const state = stateOf(environment);
    const deploying = deployStatements(environment, state);
    const outputs = await stages.run(`Deploy ${environment.name}`, (say) =>
      permitted(emulator, "deploy", deploying, () => deployment.deploy(say)),
    );
    await stages.run("Plan again: nothing may change", (say) =>
      permitted(emulator, "plan", planStatements([environment], state), () =>
        deployment.assertNothingToChange(say),
      ),
    );
    await stages.run("Build the service", () =>
      run("npm", ["run", "build", "--workspace", "webapp"], { cwd: project, signal }),
    );
    const services = new RunningServices({ project, environment, outside: emulator.variables(region) });
    cleanUp.unshift(() => services.stop());
    const cluster = outputs[`${environment.name}-${region}-service`]?.["cluster_name"] ?? "";
    const missing = await stages.run("Start the services as the applied task definitions say", (say) =>
      whatIsMissing(services.start(region, cluster, say)),
    );
    showOutputs(outputs);
    if (missing === undefined) {
      for (const used of services.standInsUsed) console.log(`  ${used}`);
      console.log(`  GET ${services.url}/  ->  ${await services.get("/")}`);
      console.log(`  ${await exercise(services.url)}\n`);
    } else {
      console.log(`  NOT SHOWN: the services running; ${missing}\n`);
    }
    if (!keep) await stages.run("Stop the services", () => services.stop());
    if (keep) await keepRunning(emulator, output, signal);
    if (environment.deletionProtection) {
      await stages.run(`Give up the protection of ${environment.name}, as its owner would`, async (say) => {
        await deployment.synthesizeUnprotected();
        await permitted(emulator, "deploy", deploying, () => deployment.deploy(say));
      });
    }
    await stages.run(`Destroy ${environment.name}`, (say) =>
      permitted(emulator, "deploy", deploying, () => deployment.destroy(say)),
    );
    await stages.run("Remove what the account has once", (say) => account.destroy(say));
    await stages.run("Remove the remote state", (say) => deployment.unbootstrap(say));
    const kept = await stages.run("Look for anything left behind", async () =>
      checkLeftovers(await emulator.leftovers(), environment),
    );
    for (const { id } of kept) console.log(`  database.finalSnapshot left the snapshot ${id}`);
    await showGaps(project);
    console.log(`The rehearsal of ${environment.name} succeeded in ${stages.elapsed()}.`);
  } finally {
    for (const action of cleanUp) {
      await action().catch((error: unknown) => {
        console.error(error);
      });
    }
  }
}

async function keepRunning(emulator: Emulator, output: string, signal: AbortSignal): Promise<void> {
  console.log(
    `Everything stays up: the emulator at ${emulator.url}, the Terraform directories in ${output}/stacks.`,
  );
  console.log("Press Ctrl-C to remove it all.");
  while (!signal.aborted) await sleep(200);
}

function showOutputs(outputs: Readonly<Record<string, Readonly<Record<string, string>>>>): void {
  for (const [stack, values] of Object.entries(outputs)) {
    console.log(`\n  ${stack}`);
    for (const [name, value] of Object.entries(values).filter(([key]) => !key.startsWith("cross-stack"))) {
      console.log(`    ${name} = ${value}`);
    }
  }
  console.log();
}

async function showGaps(project: string): Promise<void> {
  console.log("\nWhat an emulator can not show (and what does):");
  for (const { topic, shownBy } of await gaps(project)) console.log(`  - ${topic}: ${shownBy}`);
  console.log();
}
