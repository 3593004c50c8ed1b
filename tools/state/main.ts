import { existsSync } from "node:fs";
import { join } from "node:path";
import { replicationStackId, stateOf, stateStackId } from "../../stacks";
import { checkCaller } from "../aws/caller";
import { command } from "../cli/command";
import { ENVIRONMENT, selectEnvironment } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { Stages } from "../cli/stages";
import { applyReplication } from "../image/replication";
import { synthesize } from "../plan/synthesize";
import { Terraform } from "../terraform/terraform";
import { bootstrap } from "./bootstrap";
import { unbootstrap } from "./unbootstrap";

const project = join(__dirname, "..", "..");
const bootstrapCommand = command("bootstrap", {
  summary:
    "Sets up what an account needs once, and again when environments get or lose regions: the remote state, and which " +
    "images ECR copies to which regions. Needs an administrator's credentials; safe to repeat.",
  examples: ["dev", "dev --destroy"],
})
  .argument(...ENVIRONMENT)
  .option("--destroy", "remove the account's remote state, once nothing uses it")
  .parse();
const [name] = bootstrapCommand.processedArgs;
const { destroy } = bootstrapCommand.opts();

onInterrupt(async (signal) => {
  const environment = selectEnvironment(project, name);
  const id = stateStackId(environment);
  const replication = replicationStackId(environment);
  const stages = new Stages({ signal });
  const caller = await stages.run(`Check the credentials for account ${environment.account}`, () =>
    checkCaller(environment),
  );
  await stages.run("Synthesize", () => synthesize(project, { signal }));
  const stack = (stackId: string) => new Terraform(join(project, "cdktf.out", "stacks", stackId), { signal });
  const terraform = stack(id);
  const copies = existsSync(stack(replication).directory) ? stack(replication) : undefined;
  if (destroy === true) {
    await stages.run("Remove the remote state", () =>
      unbootstrap(terraform, id, stateOf(environment), copies && { stackId: replication, terraform: copies }),
    );
    console.log(`The remote state of account ${environment.account} is gone.`);
    return;
  }
  const result = await stages.run("Bootstrap the remote state", () =>
    bootstrap(terraform, id, stateOf(environment)),
  );
  await stages.run("Let ECR copy images, where environments have several regions", async () => {
    if (copies !== undefined) await applyReplication(copies);
  });
  const { bucket, table, region } = stateOf(environment);
  console.log(
    `${result === "created" ? "Created" : "Up to date"}: bucket ${bucket}, lock table ${table}, ${region} (as ${caller})`,
  );
});
