import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { environmentTags, stateOf } from "../../stacks";
import { checkCaller } from "../aws/caller";
import { selectEnvironment, UsageError } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { Stages } from "../cli/stages";
import { synthesize } from "../plan/synthesize";
import { Terraform } from "../terraform/terraform";
import { lockOf, LockedError } from "./lock";
import { recover } from "./recover";

// npm run recover -- <stack> [--force-unlock]
const project = join(__dirname, "..", "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { "force-unlock": { type: "boolean", default: false } },
});

onInterrupt(async (signal) => {
  const [id = ""] = positionals;
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
    if (lock !== undefined && !values["force-unlock"]) throw new LockedError(id, lock);
    if (lock !== undefined) await terraform.forceUnlock(lock.ID);
    return recover(terraform, region, environmentTags(environment), say);
  });
  for (const address of adopted) console.log(`  taken into the state: ${address}`);
  console.log(`Deploy ${id} again to continue.`);
});
