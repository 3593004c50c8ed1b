import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { loadEnvironments } from "../../environments/config/load";
import type { Environment } from "../../environments/config/schema";
import { selectEnvironment, UsageError } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { OUTPUT, synthesize } from "../plan/synthesize";
import type { EnvironmentPlan } from "../plan/summary";
import { affectedEnvironments, mayAffect } from "./affected";
import { Github, upsertComment } from "./github";
import { setOutputs } from "./outputs";
import { describeReport } from "./report";
import { synthesizeRevision } from "./revision";
import { type Target, targetOf, targetOfBranch, targets } from "./targets";

// What the workflows in .github call.
//
// npm run delivery -- targets                          every environment that GitHub Actions deploys
// npm run delivery -- target --branch <branch>         the environment that a branch is deployed to
// npm run delivery -- target --environment <name>      an environment
// npm run delivery -- affected --pull <number> --base <directory>
//                                                      the environments that a pull request affects
// npm run delivery -- comment --pull <number> --names <JSON> --reports <directory>
//                                                      what it does to them, as its one comment
const project = join(__dirname, "..", "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    branch: { type: "string" },
    environment: { type: "string" },
    pull: { type: "string" },
    base: { type: "string" },
    names: { type: "string", default: "[]" },
    reports: { type: "string", default: "reports" },
    "not-planned": { type: "boolean", default: false },
  },
});

const COMMANDS: Readonly<Record<string, (signal: AbortSignal) => void | Promise<void>>> = {
  targets: () => {
    setOutputs(several(targets(environments())));
  },
  target: () => {
    const { branch, environment } = values;
    const target =
      branch === undefined
        ? targetOf(selectEnvironment(project, environment))
        : targetOfBranch(environments(), branch);
    if (target === undefined) {
      console.log(
        `No environment is deployed from ${branch ?? ""}: none has this branch in delivery.github.`,
      );
    }
    setOutputs(one(target));
  },
  affected: async (signal) => {
    setOutputs(several(await affected(signal)));
  },
  comment: async () => {
    const report = describeReport({
      environments: (JSON.parse(values.names) as string[]).map((environment) => ({
        environment,
        plan: readPlan(environment),
        cost: readReport(`cost-${environment}`, "cost.txt"),
      })),
      planned: !values["not-planned"],
      policy: readReport("policy", "policy.txt"),
      runUrl: `${process.env["GITHUB_SERVER_URL"] ?? ""}/${process.env["GITHUB_REPOSITORY"] ?? ""}/actions/runs/${process.env["GITHUB_RUN_ID"] ?? ""}`,
    });
    await upsertComment(Github.fromEnvironment(), pull(), "plan", report);
    console.log(report);
  },
};

onInterrupt(async (signal) => {
  const command = COMMANDS[positionals[0] ?? ""];
  if (command === undefined) {
    const given = positionals[0] === undefined ? "nothing" : `"${positionals[0]}"`;
    throw new UsageError(`command: given ${given}; allowed are ${Object.keys(COMMANDS).join(", ")}`);
  }
  await command(signal);
});

function environments(): Environment[] {
  return loadEnvironments(join(project, "environments"));
}

async function affected(signal: AbortSignal): Promise<Target[]> {
  const all = environments();
  const paths = await Github.fromEnvironment().changedPaths(pull());
  if (!mayAffect(paths)) {
    console.log("Only texts, tests and workflows change: nothing that is deployed.");
    return [];
  }
  const head = join(project, OUTPUT);
  await synthesize(project, { output: head, signal });
  const base = await synthesizeRevision(project, resolve(values.base ?? "base"), signal);
  const names = base === undefined ? all.map(({ name }) => name) : affectedEnvironments(base, head, all);
  return targets(all).filter(({ environment }) => names.includes(environment));
}

function pull(): number {
  const number = Number(values.pull);
  if (Number.isInteger(number) && number > 0) return number;
  throw new UsageError(`--pull: given ${values.pull ?? "nothing"}; allowed is the number of a pull request`);
}

/** Outputs for a matrix of jobs. */
function several(all: readonly Target[]): Record<string, string> {
  return { targets: JSON.stringify(all), names: JSON.stringify(all.map(({ environment }) => environment)) };
}

/** Outputs for the jobs of one environment; empty where there is none. */
function one(target: Target | undefined): Record<string, string> {
  const names = ["environment", "gate", "region", "planRole", "deployRole", "runner", "branch"] as const;
  return Object.fromEntries(names.map((name) => [name, target?.[name] ?? ""]));
}

/** What another job has left in `<reports>/<artifact>/<file>`. */
function readReport(artifact: string, file: string): string | undefined {
  const path = join(values.reports, artifact, file);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function readPlan(environment: string): EnvironmentPlan | undefined {
  const text = readReport(`plan-${environment}`, "plan.json");
  return text === undefined ? undefined : (JSON.parse(text) as EnvironmentPlan);
}
