import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkCaller } from "../aws/caller";
import { ask } from "../cli/ask";
import { selectEnvironment, UsageError } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { Stages } from "../cli/stages";
import type { Environment } from "../../environments/config/schema";
import { nextSteps, perform, prepare, retire, start } from "./failover";

// npm run failover -- <environment> --to <region> [--unplanned] [--yes]
// npm run failover -- <environment> --retire <region> [--yes]
// npm run failover -- <environment> --start <region>
const project = join(__dirname, "..", "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    to: { type: "string" },
    unplanned: { type: "boolean", default: false },
    retire: { type: "string" },
    start: { type: "string" },
    yes: { type: "boolean", default: false },
  },
});

onInterrupt(async (signal) => {
  const environment = selectEnvironment(project, positionals[0]);
  const wanted = [values.to, values.retire, values.start].filter((region) => region !== undefined);
  const [region] = wanted;
  if (region === undefined || wanted.length > 1) {
    throw new UsageError("say one of --to <region>, --retire <region>, --start <region>");
  }
  const request = { environment, patience: { pauseMs: 10_000, limitMs: 45 * 60_000, signal } };
  const sure = (question: string) => confirm(environment, question, signal);

  if (values.to !== undefined) await failOver({ ...request, to: region, unplanned: values.unplanned }, sure);
  else if (values.retire !== undefined) await retireInstance(request, region, sure);
  else {
    const stages = new Stages(2);
    await checked(stages, environment, region);
    await stages.run(`Start the services in ${region}`, () => start(request, region));
  }
});

async function failOver(request: Parameters<typeof prepare>[0], sure: Sure): Promise<void> {
  const { environment, to, unplanned } = request;
  const stages = new Stages(3);
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
  const stages = new Stages(2);
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
  if (!values.yes) await ask(`${question} Type ${name} to go on:`, name, "--yes", { signal });
}
