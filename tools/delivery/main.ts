import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { loadEnvironments } from "../../environments/config/load";
import type { Environment } from "../../environments/config/schema";
import { selectEnvironment, UsageError } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { refuseProtected } from "../deploy/destroy";
import { OUTPUT, synthesize } from "../plan/synthesize";
import type { EnvironmentPlan } from "../plan/summary";
import {
  affectedEnvironments,
  changedAccountStacks,
  type ChangedAccountStack,
  changedStacks,
  mayAffect,
} from "./affected";
import { costDifference } from "./cost";
import { Github, upsertComment } from "./github";
import { runAddress, setOutputs } from "./outputs";
import { describeReport } from "./report";
import { synthesizeRevision } from "./revision";
import { accountTargets, refuseOtherBranch, type Target, targetOf, targetOfBranch, targets } from "./targets";

// What the workflows in .github call.
//
// npm run delivery -- targets                          every environment that GitHub Actions deploys, and one for
//                                                      each account
// npm run delivery -- target --branch <branch>         the environment that a branch is deployed to
// npm run delivery -- target --environment <name> [--destroy <name>]
//                                                      an environment, and whether it may be destroyed: from its
//                                                      own branch, and not while it is protected
// npm run delivery -- affected --pull <number> --base <directory>
//                                                      the environments that a pull request affects
// npm run delivery -- comment --pull <number> --names <JSON> --unplanned <JSON> --accounts <JSON> --reports <directory>
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
    unplanned: { type: "string", default: "[]" },
    accounts: { type: "string", default: "[]" },
    reports: { type: "string", default: "reports" },
    destroy: { type: "string" },
  },
});

const COMMANDS: Readonly<Record<string, (signal: AbortSignal) => void | Promise<void>>> = {
  targets: () => {
    setOutputs({
      ...several(targets(environments())),
      accounts: JSON.stringify(accountTargets(environments())),
    });
  },
  target: () => {
    const { branch, environment, destroy } = values;
    if (destroy !== undefined) mayDestroy(selectEnvironment(project, environment), destroy);
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
    setOutputs(await affected(signal));
  },
  comment: async () => {
    const report = describeReport({
      environments: (JSON.parse(values.names) as string[]).map((environment) => ({
        environment,
        plan: readPlan(environment),
        cost: readReport("cost", `${environment}.md`),
      })),
      unplanned: (JSON.parse(values.unplanned) as string[]).map((environment) => ({
        environment,
        cost: readReport("cost", `${environment}.md`),
      })),
      accountStacks: JSON.parse(values.accounts) as ChangedAccountStack[],
      policy: readReport("policy", "policy.txt"),
      runUrl: runAddress(),
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

/** Before anybody is asked to approve it. @throws {UsageError} */
function mayDestroy(environment: Environment, confirmed: string): void {
  refuseOtherBranch(targetOf(environment), process.env["GITHUB_REF"]);
  refuseProtected(environment);
  if (confirmed === environment.name) return;
  throw new UsageError(
    `confirm: given "${confirmed}"; allowed is "${environment.name}". Nothing was destroyed.`,
  );
}

function environments(): Environment[] {
  return loadEnvironments(join(project, "environments"));
}

/** Environments that GitHub Actions deploys, those that it does not, and stacks of accounts. */
async function affected(signal: AbortSignal): Promise<Record<string, string>> {
  const all = environments();
  const paths = await Github.fromEnvironment().changedPaths(pull());
  if (!mayAffect(paths)) {
    console.log("Only texts, tests and workflows change: nothing that is deployed.");
    return { ...several([]), unplanned: "[]", accounts: "[]" };
  }
  const head = join(project, OUTPUT);
  await synthesize(project, { output: head, signal });
  const base = await synthesizeRevision(project, resolve(values.base ?? "base"), signal);
  const changed = changedStacks(base, head);
  const names = affectedEnvironments(changed, all);
  for (const name of names) writeCosts(name, base, head);
  const planned = targets(all).filter(({ environment }) => names.includes(environment));
  const unplanned = names.filter((name) => !planned.some(({ environment }) => environment === name));
  return {
    ...several(planned),
    unplanned: JSON.stringify(unplanned),
    accounts: JSON.stringify(changedAccountStacks(changed, all)),
  };
}

/** What an environment costs before and after, for the comment. */
function writeCosts(name: string, base: string | undefined, head: string): void {
  const difference = costDifference(name, base, head);
  mkdirSync(join(values.reports, "cost"), { recursive: true });
  writeFileSync(join(values.reports, "cost", `${name}.md`), `${difference}\n`);
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
