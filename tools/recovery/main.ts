import { readFileSync } from "node:fs";
import { join } from "node:path";
import { environmentTags, stateOf } from "../../stacks";
import { checkCaller } from "../aws/caller";
import { command } from "../cli/command";
import { selectEnvironment, UsageError } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { Stages } from "../cli/stages";
import { synthesize } from "../plan/synthesize";
import { Terraform } from "../terraform/terraform";
import { lockOf, LockedError } from "./lock";
import { recover } from "./recover";

const project = join(__dirname, "..", "..");
const recoverCommand = command("recover", {
  summary:
    "Continues after an interrupted deployment: takes what exists in AWS, but not in a stack's state, into the state.",
  examples: ["dev-us-east-1-data", "dev-us-east-1-data --force-unlock"],
})
  .argument("<stack>", "id of a stack of an environment and region")
  .option("--force-unlock", "remove the lock of a deployment that is no longer running")
  .parse();
const { forceUnlock } = recoverCommand.opts();

onInterrupt(async (signal) => {
  const [id] = recoverCommand.processedArgs;
  const environment = selectEnvironment(project, id.split("-")[0]);
  const region = environment.regions.find(({ name }) => id.startsWith(`${environment.name}-${name}-`))?.name;
  const output = process.env["CDKTF_OUTDIR"] ?? join(project, "cdktf.out");
  await synthesize(project, { signal });
  const stacks = Object.keys(
    (JSON.parse(readFileSync(join(output, "manifest.json"), "utf8")) as { stacks: object }).stacks,
  );
  if (region === undefined || !stacks.includes(id)) {
    const allowed = stacks.filter((stack) => stack.startsWith(`${environment.name}-`)).join(", ");
    throw new UsageError(`stack: given "${id}"; allowed are ${allowed}`);
  }

  const stages = new Stages(2);
  await stages.run(`Check the credentials for account ${environment.account}`, () =>
    checkCaller(environment),
  );
  const adopted = await stages.run(`Recover ${id}`, async (say) => {
    const terraform = new Terraform(join(output, "stacks", id), { signal });
    await terraform.init();
    const lock = await lockOf(stateOf(environment), id);
    if (lock !== undefined && forceUnlock !== true) throw new LockedError(id, lock);
    if (lock !== undefined) await terraform.forceUnlock(lock.ID);
    return recover(terraform, region, environmentTags(environment), say);
  });
  for (const address of adopted) console.log(`  taken into the state: ${address}`);
  console.log(`Deploy ${id} again to continue.`);
});
