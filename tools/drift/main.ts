import { join } from "node:path";
import { checkCaller } from "../aws/caller";
import { command } from "../cli/command";
import { ENVIRONMENT, selectEnvironment } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { Stages } from "../cli/stages";
import { Github } from "../delivery/github";
import { runAddress } from "../delivery/outputs";
import { PlanDirectory } from "../plan/plan-directory";
import { planEnvironment } from "../plan/plan-environment";
import { OUTPUT, synthesize } from "../plan/synthesize";
import { driftOf, reportDrift, subjectOf } from "./issue";

const project = join(__dirname, "..", "..");
const driftCommand = command("drift", {
  summary:
    "Shows what somebody changed outside of Terraform, and what a deployment would do about it.\n" +
    "Exit codes: 0 nothing, 1 failed, 2 something was changed.",
  examples: ["dev", "dev --account"],
})
  .argument(...ENVIRONMENT)
  .option("--account", "compare what the account has once: remote state, copies of images, baseline")
  .option("--issue", "in a workflow: keep an issue about it instead, and end with 0")
  .parse();
const { account = false, issue } = driftCommand.opts();

onInterrupt(async (signal) => {
  const environment = selectEnvironment(project, driftCommand.processedArgs[0]);
  const stages = new Stages({ signal });
  await stages.run(`Check the credentials for account ${environment.account}`, () =>
    checkCaller(environment),
  );
  const output = process.env["CDKTF_OUTDIR"] ?? join(project, OUTPUT);
  await stages.run("Synthesize", () => synthesize(project, { output, signal }));
  const about = subjectOf(environment, account);
  // The ids of an account's stacks begin with its number, as those of an environment with its name.
  const planned = account ? { ...environment, name: environment.account } : environment;
  const directory = new PlanDirectory(join(output, "plans", `${planned.name}-drift`));
  const plan = await stages.run(`Compare ${about.subject} with its last deployment`, (say) =>
    planEnvironment(planned, directory, { project, output, signal, allow: [] }, say),
  );
  const drift = driftOf(plan);
  for (const [stack, changes] of Object.entries(drift)) {
    for (const { address, action } of changes)
      console.log(`  ${stack}/${address}: a deployment would ${action} it`);
  }
  const drifted = Object.keys(drift).length > 0;
  console.log(drifted ? `${about.subject} has drifted.` : `${about.subject} is as it was deployed.`);
  if (issue === true) {
    console.log(`Issue: ${await reportDrift(Github.fromEnvironment(), about, drift, runAddress())}`);
  } else if (drifted) process.exitCode = 2;
});
