import { join } from "node:path";
import { checkCaller } from "../aws/caller";
import { ask } from "../cli/ask";
import { command } from "../cli/command";
import { ENVIRONMENT, selectEnvironment, UsageError } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { Stages } from "../cli/stages";
import type { Environment } from "../../environments/config/schema";
import { nextSteps, perform, prepare, retire, start } from "./failover";

const project = join(__dirname, "..", "..");
const failoverCommand = command("failover", {
  summary: "Makes another region the primary one, and tells the steps that follow (docs/failover.md).",
  examples: [
    "prod --to us-west-2",
    "prod --to us-west-2 --unplanned",
    "prod --retire us-east-1",
    "prod --start us-east-1",
  ],
})
  .argument(...ENVIRONMENT)
  .option("--to <region>", "let this region take the writes over")
  .option("--unplanned", "with --to: the old primary region does not answer; what it wrote last may be lost")
  .option("--retire <region>", "delete the instance that was the primary one; a snapshot stays")
  .option("--start <region>", "start the services of a region")
  .option("--yes", "ask nothing")
  .parse();
const values = failoverCommand.opts();

onInterrupt(async (signal) => {
  const environment = selectEnvironment(project, failoverCommand.processedArgs[0]);
  const wanted = [values.to, values.retire, values.start].filter((region) => region !== undefined);
  const [region] = wanted;
  if (region === undefined || wanted.length > 1) {
    throw new UsageError("say one of --to <region>, --retire <region>, --start <region>");
  }
  const request = { environment, patience: { pauseMs: 10_000, limitMs: 45 * 60_000, signal } };
  const sure = (question: string) => confirm(environment, question, signal);

  if (values.to !== undefined)
    await failOver({ ...request, to: region, unplanned: values.unplanned === true }, sure);
  else if (values.retire !== undefined) await retireInstance(request, region, sure);
  else {
    const stages = new Stages({ signal });
    await checked(stages, environment, region);
    await stages.run(`Start the services in ${region}`, () => start(request, region));
  }
});

async function failOver(request: Parameters<typeof prepare>[0], sure: Sure): Promise<void> {
  const { environment, to, unplanned, patience } = request;
  const stages = new Stages({ signal: patience.signal });
  await checked(stages, environment, to);
  const failover = await stages.run("Look where writes are taken", () => prepare(request));
  if (!failover.done) {
    await sure(
      unplanned
        ? "What was written in the last moments may be lost."
        : `Nothing is written until ${to} has taken over: some minutes.`,
    );
    const title = unplanned
      ? `Take writes over in ${to}, without ${failover.from}`
      : `Hand writes over from ${failover.from} to ${to}`;
    await stages.run(title, (say) => perform(failover, unplanned, say));
  }
  console.log(nextSteps(request));
}

async function retireInstance(
  request: Parameters<typeof retire>[0],
  region: string,
  sure: Sure,
): Promise<void> {
  const stages = new Stages({ signal: request.patience.signal });
  await checked(stages, request.environment, region);
  await sure(`The instance in ${region}, if it follows no other, is deleted; a snapshot stays.`);
  const snapshot = await stages.run(`Retire the instance in ${region}`, (say) =>
    retire(request, region, say),
  );
  console.log(
    snapshot === undefined ? "Nothing was to be done." : `Its data is in the snapshot ${snapshot}.`,
  );
}

/** Not in the primary region: it may be the one that is gone. */
async function checked(stages: Stages, environment: Environment, region: string): Promise<void> {
  await stages.run(`Check the credentials for account ${environment.account}`, () =>
    checkCaller(environment, region),
  );
}

type Sure = (question: string) => Promise<void>;

async function confirm({ name }: Environment, question: string, signal: AbortSignal): Promise<void> {
  if (values.yes !== true) await ask(`${question} Type ${name} to go on:`, name, "--yes", { signal });
}
