import { appendFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { checkCaller } from "../aws/caller";
import { selectEnvironment } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { Stages } from "../cli/stages";
import { runAddress, setOutputs } from "../delivery/outputs";
import { describeReport } from "../delivery/report";
import { guard } from "./guard";
import { PlanDirectory } from "./plan-directory";
import { planEnvironment } from "./plan-environment";
import { describePlan, type EnvironmentPlan, isEmpty } from "./summary";
import { OUTPUT, synthesize } from "./synthesize";

// npm run plan -- <environment> [--out <directory>] [--allow <stack>/<address>]… [--json] [--detailed-exitcode]
//
// Exit codes: 0 planned; 1 failed; 2 with --detailed-exitcode: there is something to change; 3 the guard stopped it.
//
// In a workflow it also says whether there is something to change, and writes the plan into the run's summary.
const project = join(__dirname, "..", "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string" },
    allow: { type: "string", multiple: true, default: [] },
    json: { type: "boolean", default: false },
    "detailed-exitcode": { type: "boolean", default: false },
  },
});

onInterrupt(async (signal) => {
  const environment = selectEnvironment(project, positionals[0]);
  // With --json, standard output holds nothing else.
  const stages = new Stages(3, values.json ? process.stderr : process.stdout);
  await stages.run(`Check the credentials for account ${environment.account}`, () =>
    checkCaller(environment),
  );
  const output = process.env["CDKTF_OUTDIR"] ?? join(project, OUTPUT);
  await stages.run("Synthesize", () => synthesize(project, { signal }));
  const directory = new PlanDirectory(resolve(values.out ?? join(output, "plans", environment.name)));
  const plan = await stages.run(`Plan ${environment.name}`, (say) =>
    planEnvironment(environment, directory, { project, output, signal, allow: values.allow }, say),
  );
  console.log(values.json ? JSON.stringify(plan, null, 2) : `\n${describePlan(plan)}`);
  if (!values.json) announce(plan);
  guard(
    plan.stacks.flatMap(({ losses }) => losses),
    plan.allowed,
  );
  if (!values.json && !isEmpty(plan)) {
    console.log(`\nTo apply exactly this: npm run apply -- ${environment.name} --plan ${directory.path}`);
  }
  if (values["detailed-exitcode"] && !isEmpty(plan)) process.exitCode = 2;
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
