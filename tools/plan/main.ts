import { appendFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { checkCaller } from "../aws/caller";
import { collect, command } from "../cli/command";
import { ENVIRONMENT, selectEnvironment } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { Stages } from "../cli/stages";
import { runAddress, setOutputs } from "../delivery/outputs";
import { describeReport } from "../delivery/report";
import { guard } from "./guard";
import { PlanDirectory } from "./plan-directory";
import { planEnvironment } from "./plan-environment";
import { describePlan, type EnvironmentPlan, isEmpty, refuseOrphans } from "./summary";
import { OUTPUT, synthesize } from "./synthesize";

// In a workflow it also says whether there is something to change, and writes the plan into the run's summary.
const project = join(__dirname, "..", "..");
const planCommand = command("plan", {
  summary:
    "Shows what a deployment would change, and stops where data would be lost.\n" +
    "Exit codes: 0 planned, 1 failed, 3 stopped because data would be lost; with --detailed-exitcode also 2: there is " +
    "something to change.",
  examples: ["dev", "prod --out plan", "prod --allow prod-us-east-1-data/aws_db_instance.database"],
})
  .argument(...ENVIRONMENT)
  .option("--out <directory>", "where the plan is kept for `npm run apply`")
  .option("--allow <stack/address>", "let this resource lose its data; may be repeated", collect, [])
  .option(
    "--no-refresh",
    "plan from the state alone, without a look at what exists: no permission to read that is needed",
  )
  .option("--json", "write the plan as JSON, and nothing else, to standard output")
  .option("--detailed-exitcode", "end with 2 where there is something to change")
  .parse();
const { out, allow, refresh, json = false, detailedExitcode = false } = planCommand.opts();

onInterrupt(async (signal) => {
  const environment = selectEnvironment(project, planCommand.processedArgs[0]);
  // With --json, standard output holds nothing else.
  const stages = new Stages({ out: json ? process.stderr : process.stdout, signal });
  await stages.run(`Check the credentials for account ${environment.account}`, () =>
    checkCaller(environment),
  );
  const output = process.env["CDKTF_OUTDIR"] ?? join(project, OUTPUT);
  await stages.run("Synthesize", () => synthesize(project, { signal }));
  const directory = new PlanDirectory(resolve(out ?? join(output, "plans", environment.name)));
  const plan = await stages.run(`Plan ${environment.name}`, (say) =>
    planEnvironment(environment, directory, { project, output, signal, allow, refresh }, say),
  );
  console.log(json ? JSON.stringify(plan, null, 2) : `\n${describePlan(plan)}`);
  if (!json) announce(plan);
  refuseOrphans(plan);
  guard(
    plan.stacks.flatMap(({ losses }) => losses),
    plan.allowed,
  );
  if (!json && !isEmpty(plan)) {
    console.log(`\nTo apply exactly this: npm run apply -- ${environment.name} --plan ${directory.path}`);
  }
  if (detailedExitcode && !isEmpty(plan)) process.exitCode = 2;
});

/** For those who approve a deployment, and for the jobs that follow. */
function announce(plan: EnvironmentPlan): void {
  if (process.env["GITHUB_OUTPUT"] !== undefined) setOutputs({ changes: String(!isEmpty(plan)) });
  const summary = process.env["GITHUB_STEP_SUMMARY"];
  if (summary === undefined) return;
  const runUrl = runAddress();
  const environments = [{ environment: plan.environment, plan }];
  appendFileSync(summary, describeReport({ environments, runUrl }));
}
