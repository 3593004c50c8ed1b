import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { replicationStackId, stateOf, stateStackId } from "../../stacks";
import { checkCaller } from "../aws/caller";
import { selectEnvironment } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { Stages } from "../cli/stages";
import { applyReplication } from "../image/replication";
import { synthesize } from "../plan/synthesize";
import { Terraform } from "../terraform/terraform";
import { bootstrap } from "./bootstrap";
import { unbootstrap } from "./unbootstrap";

// npm run bootstrap -- <environment> [--destroy]
// What an administrator sets up once for an account, and again when environments get or lose regions: the remote
// state, and which images ECR copies to which regions.
const project = join(__dirname, "..", "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { destroy: { type: "boolean", default: false } },
});

onInterrupt(async (signal) => {
  const environment = selectEnvironment(project, positionals[0]);
  const id = stateStackId(environment);
  const replication = replicationStackId(environment);
  const stages = new Stages(values.destroy ? 3 : 4);
  const caller = await stages.run(`Check the credentials for account ${environment.account}`, () =>
    checkCaller(environment),
  );
  await stages.run("Synthesize", () => synthesize(project, { signal }));
  const stack = (name: string) => new Terraform(join(project, "cdktf.out", "stacks", name), { signal });
  const terraform = stack(id);
  const copies = existsSync(stack(replication).directory) ? stack(replication) : undefined;
  if (values.destroy) {
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
