import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { checkCaller } from "../aws/caller";
import { selectEnvironment, UsageError } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { Stages } from "../cli/stages";
import { nextSteps, perform, prepare } from "./failover";

// npm run failover -- <environment> --to <region> [--unplanned [--yes]]
const project = join(__dirname, "..", "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    to: { type: "string", default: "" },
    unplanned: { type: "boolean", default: false },
    yes: { type: "boolean", default: false },
  },
});

onInterrupt(async (signal) => {
  const environment = selectEnvironment(project, positionals[0]);
  const { to, unplanned } = values;
  const patience = { pauseMs: 10_000, limitMs: 45 * 60_000, signal };
  const request = { environment, to, unplanned, patience };
  const stages = new Stages(3);
  await stages.run(`Check the credentials for account ${environment.account}`, () =>
    // Not in the primary region: it may be the one that is gone.
    checkCaller(environment, to === "" ? undefined : to),
  );
  const failover = await stages.run("Look where writes are taken", () => prepare(request));
  if (!failover.done) {
    if (unplanned && !values.yes) await confirm(environment.name, signal);
    const title = unplanned
      ? `Take writes over in ${to}, without ${failover.from}`
      : `Hand writes over from ${failover.from} to ${to}`;
    await stages.run(title, (say) => perform(failover, unplanned, say));
  }
  console.log(nextSteps(request));
});

/** @throws {UsageError} unless the name is typed */
async function confirm(name: string, signal: AbortSignal): Promise<void> {
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const question = `What was written in the last moments may be lost. Type ${name} to go on: `;
    const answer = process.stdin.isTTY ? await prompt.question(question, { signal }) : "";
    if (answer.trim() !== name) throw new UsageError("Nothing was done: not confirmed (or use --yes)");
  } finally {
    prompt.close();
  }
}
