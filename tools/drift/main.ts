import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkCaller } from "../aws/caller";
import { selectEnvironment } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { Stages } from "../cli/stages";
import { Github } from "../delivery/github";
import { runAddress } from "../delivery/outputs";
import { PlanDirectory } from "../plan/plan-directory";
import { planEnvironment } from "../plan/plan-environment";
import { OUTPUT, synthesize } from "../plan/synthesize";
import { driftOf, reportDrift, subjectOf } from "./issue";

// npm run drift -- <environment> [--account] [--issue]
// exit code 2 where something was changed outside of Terraform
//
// With --account, what the environment's account has once for all: remote state, copies of images, baseline.
// With --issue, in a workflow: keeps an issue about it instead, and succeeds.
const project = join(__dirname, "..", "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { account: { type: "boolean", default: false }, issue: { type: "boolean", default: false } },
});

onInterrupt(async (signal) => {
  const environment = selectEnvironment(project, positionals[0]);
  const stages = new Stages(3);
  await stages.run(`Check the credentials for account ${environment.account}`, () =>
    checkCaller(environment),
  );
  const output = process.env["CDKTF_OUTDIR"] ?? join(project, OUTPUT);
  await stages.run("Synthesize", () => synthesize(project, { output, signal }));
  const about = subjectOf(environment, values.account);
  // The ids of an account's stacks begin with its number, as those of an environment with its name.
  const planned = values.account ? { ...environment, name: environment.account } : environment;
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
  if (values.issue) {
    console.log(`Issue: ${await reportDrift(Github.fromEnvironment(), about, drift, runAddress())}`);
  } else if (drifted) process.exitCode = 2;
});
