import { readFileSync } from "node:fs";
import { join } from "node:path";
import { environmentsDirectory, loadEnvironments } from "../../environments/config/load";
import { stateOf, stateStackId } from "../../stacks";
import { checkCaller } from "../aws/caller";
import { command } from "../cli/command";
import { UsageError } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { Stages } from "../cli/stages";
import { OUTPUT, synthesize } from "../plan/synthesize";
import { stateObjectExists } from "../state/existing";
import { Terraform } from "../terraform/terraform";
import { lockOf, LockedError } from "./lock";
import { recover } from "./recover";

const project = join(__dirname, "..", "..");
const recoverCommand = command("recover", {
  summary:
    "Continues after an interrupted deployment: takes what exists in AWS, but not in a stack's state, into the state.",
  examples: ["dev-us-east-1-data", "dev-us-east-1-data --force-unlock"],
})
  .argument("<stack>", "id of a stack, of an environment or of an account")
  .option("--force-unlock", "remove the lock of a deployment that is no longer running")
  .parse();
const { forceUnlock } = recoverCommand.opts();

onInterrupt(async (signal) => {
  const [id] = recoverCommand.processedArgs;
  const output = process.env["CDKTF_OUTDIR"] ?? join(project, OUTPUT);
  await synthesize(project, { output, signal });
  const { stacks } = JSON.parse(readFileSync(join(output, "manifest.json"), "utf8")) as { stacks: object };
  const environment = loadEnvironments(environmentsDirectory(project)).find(
    ({ name, account }) => id.startsWith(`${name}-`) || id.startsWith(`${account}-`),
  );
  if (environment === undefined || !(id in stacks)) {
    throw new UsageError(`stack: given "${id}"; allowed are ${Object.keys(stacks).join(", ")}`);
  }

  const stages = new Stages({ signal });
  await stages.run(`Check the credentials for account ${environment.account}`, () =>
    checkCaller(environment),
  );
  const { adopted, kept } = await stages.run(`Recover ${id}`, async (say) => {
    if (id === stateStackId(environment) && !(await stateObjectExists(stateOf(environment), id))) {
      throw new UsageError(
        `The account's remote state does not exist yet, or not completely. Continue with: npm run bootstrap -- ${environment.name}`,
      );
    }
    const terraform = new Terraform(join(output, "stacks", id), { signal });
    await terraform.init("-reconfigure");
    const lock = await lockOf(stateOf(environment), id);
    if (lock !== undefined && forceUnlock !== true) throw new LockedError(id, lock);
    if (lock !== undefined) await terraform.forceUnlock(lock.ID);
    return { adopted: await recover(terraform, say), kept: await terraform.keepUnfinished() };
  });
  for (const address of adopted) console.log(`  taken into the state: ${address}`);
  for (const address of kept) console.log(`  kept, though it was interrupted while it was made: ${address}`);
  console.log("Now repeat what was interrupted.");
});
