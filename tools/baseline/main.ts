import { existsSync } from "node:fs";
import { join } from "node:path";
import { baselineStackId, stateOf, stateStackId } from "../../stacks";
import { checkCaller } from "../aws/caller";
import { command } from "../cli/command";
import { ENVIRONMENT, selectEnvironment, UsageError } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { Stages } from "../cli/stages";
import { synthesize } from "../plan/synthesize";
import { stateObjectExists } from "../state/existing";
import { Terraform } from "../terraform/terraform";
import { applyBaseline, removeBaseline } from "./adopt";

const project = join(__dirname, "..", "..");
const baselineCommand = command("baseline", {
  summary:
    "Sets up an account's security baseline: CloudTrail, GuardDuty, Security Hub, safe defaults, and the roles of " +
    "GitHub Actions. What exists already is taken over. Needs an administrator's credentials; safe to repeat.",
  examples: ["dev", "dev --destroy"],
})
  .argument(...ENVIRONMENT)
  .option("--destroy", "remove the baseline")
  .parse();
const { destroy } = baselineCommand.opts();

onInterrupt(async (signal) => {
  const environment = selectEnvironment(project, baselineCommand.processedArgs[0]);
  const { account, name } = environment;
  const stages = new Stages({ signal });
  await stages.run(`Check the credentials for account ${account}`, async () => {
    await checkCaller(environment);
    if (await stateObjectExists(stateOf(environment), stateStackId(environment))) return;
    throw new UsageError(
      `Account ${account} has no remote state yet. Create it first: npm run bootstrap -- ${name}`,
    );
  });
  await stages.run("Synthesize", () => synthesize(project, { signal }));
  const directory = join(
    process.env["CDKTF_OUTDIR"] ?? join(project, "cdktf.out"),
    "stacks",
    baselineStackId(environment),
  );
  if (!existsSync(directory)) {
    throw new UsageError(
      `Account ${account} has no baseline here: environments/${name}.ts leaves it to the organization.`,
    );
  }
  const terraform = new Terraform(directory, { signal });
  if (destroy === true) {
    await stages.run("Remove the baseline", () => removeBaseline(terraform));
    console.log(`The baseline of account ${account} is gone.`);
    return;
  }
  const adopted = await stages.run("Set up the baseline", () => applyBaseline(terraform, account));
  for (const address of adopted) console.log(`  existed before, and is managed here from now on: ${address}`);
  console.log(`The baseline of account ${account} is up to date.`);
});
