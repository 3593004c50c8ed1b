import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { replication } from "../../environments/config/replication";
import type { Environment } from "../../environments/config/schema";
import { checkCaller } from "../aws/caller";
import { Stages } from "../cli/stages";
import { Steps } from "../cli/steps";
import { commandsAtOnce } from "../terraform/at-once";
import { KeptProviders } from "../terraform/kept-providers";
import { TerraformWorkspace } from "../terraform/workspace";
import { type Actor, Deployment } from "./deployment";
import { Emulator, gaps } from "./emulator";
import { DEPLOYER, RehearsalSteps } from "./rehearsal-steps";
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
  const stages = new Stages({ signal });
  const limits = { atOnce: commandsAtOnce(), signal };
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
    // For the AWS SDK in this process; nothing in the caller's environment may lead to a real account.
    for (const name of Object.keys(process.env))
      if (/^(AWS_(?!SDK_JS)|TF_)/.test(name)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, workspace.variables, emulator.variables(region));

    const actor = (accessKey: string): Actor => {
      // Providers leave their sockets behind when they are stopped in the middle.
      const own = { ...emulator.variables(region, accessKey), TMPDIR: workspace.directory };
      const env = { ...process.env, ...own };
      const providers = new KeptProviders(workspace.directory, env);
      cleanUp.unshift(() => providers.stop());
      return { env, providers };
    };
    const output = join(workspace.directory, "cdktf.out");
    const props = {
      project,
      environment,
      output,
      deployer: actor(DEPLOYER),
      administrator: actor("administrator"),
      signal,
    };
    const deployment = new Deployment(props);
    await stages.run(`Check the credentials for account ${environment.account}`, () =>
      checkCaller(environment),
    );
    await stages.run("Synthesize all environments", () => deployment.synthesize());
    const steps = new RehearsalSteps(emulator, deployment, props);
    const outside = emulator.variables(region);
    const services = new RunningServices({ project, environment, signal, outside });
    cleanUp.unshift(() => services.stop());
    const shown: string[] = [];
    const stack = `${environment.name}-${region}-service`;
    const up = new Steps(
      [
        ...steps.deploy(),
        {
          id: "build",
          after: [],
          title: "Install and build the applications",
          run: (say) => services.prepare(say),
        },
        {
          id: "services",
          after: [stack, "build"],
          title: "Start the services as the applied task definitions say",
          run: async (say) => {
            const cluster = steps.outputs[stack]?.["cluster_name"] ?? "";
            const missing = await whatIsMissing(services.start(region, cluster, say));
            shown.push(
              ...(missing === undefined
                ? await answers(services)
                : [`NOT SHOWN: the services running; ${missing}`]),
            );
          },
        },
        ...(keep
          ? []
          : [
              {
                id: "stop",
                after: ["services"],
                title: "Stop the services",
                run: () => services.stop(),
              },
            ]),
      ],
      limits,
    );
    await up.run();
    showOutputs(steps.outputs);
    console.log(shown.map((line) => `  ${line}\n`).join(""));
    if (keep) {
      await keepRunning(emulator, output, signal);
      return;
    }
    const down = new Steps(steps.destroy(), limits);
    await steps.permitted(() => down.run());
    for (const id of steps.kept) console.log(`  database.finalSnapshot left the snapshot ${id}`);
    await showGaps(project);
    console.log(
      `Time of every stage:\n${[stages, up.stages, down.stages].map((one) => one.times()).join("")}`,
    );
    console.log(`The rehearsal of ${environment.name} succeeded in ${stages.elapsed()}.`);
  } finally {
    for (const action of cleanUp) {
      await action().catch((error: unknown) => {
        console.error(error);
      });
    }
  }
}

/** What the running services answer. */
async function answers(services: RunningServices): Promise<string[]> {
  return [
    ...services.standInsUsed,
    ...services.unstarted.map((reason) => `NOT SHOWN: the service ${reason}`),
    ...(services.answers ? await services.exercise() : []),
  ];
}

async function keepRunning(emulator: Emulator, output: string, signal: AbortSignal): Promise<void> {
  console.log(
    `Everything stays up: the emulator at ${emulator.url}, the Terraform directories in ${output}/stacks (\`terraform init\` comes first there).`,
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
