import { join } from "node:path";
import { parseArgs } from "node:util";
import { stateOf, stateStackId } from "../../stacks";
import { checkCaller } from "../aws/caller";
import { selectEnvironment } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { Stages } from "../cli/stages";
import { run } from "../process/run";
import { Terraform } from "../terraform/terraform";
import { bootstrap } from "./bootstrap";
import { unbootstrap } from "./unbootstrap";

// npm run bootstrap -- <environment> [--destroy]
const project = join(__dirname, "..", "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { destroy: { type: "boolean", default: false } },
});

onInterrupt(async (signal) => {
  const environment = selectEnvironment(project, positionals[0]);
  const id = stateStackId(environment);
  const stages = new Stages(3);
  const caller = await stages.run(`Check the credentials for account ${environment.account}`, () =>
    checkCaller(environment),
  );
  await stages.run("Synthesize", () =>
    run(process.execPath, ["-r", "./tools/typescript/register.cjs", "main.ts"], { cwd: project, signal }),
  );
  const terraform = new Terraform(join(project, "cdktf.out", "stacks", id), { signal });
  if (values.destroy) {
    await stages.run("Remove the remote state", () => unbootstrap(terraform, id, stateOf(environment)));
    console.log(`The remote state of account ${environment.account} is gone.`);
    return;
  }
  const result = await stages.run("Bootstrap the remote state", () =>
    bootstrap(terraform, id, stateOf(environment)),
  );
  const { bucket, table, region } = stateOf(environment);
  console.log(
    `${result === "created" ? "Created" : "Up to date"}: bucket ${bucket}, lock table ${table}, ${region} (as ${caller})`,
  );
});
