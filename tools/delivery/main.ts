import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { KMSClient } from "@aws-sdk/client-kms";
import { InvalidArgumentError } from "@commander-js/extra-typings";
import { environmentsDirectory, loadEnvironments } from "../../environments/config/load";
import type { Environment } from "../../environments/config/schema";
import { stateOf } from "../../stacks";
import { checkCaller } from "../aws/caller";
import { awsClient } from "../aws/client";
import { command } from "../cli/command";
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
import { runAddress, runAttempt, setOutputs } from "./outputs";
import { describeReport } from "./report";
import { synthesizeRevision } from "./revision";
import { seal, unseal } from "./sealed-plan";
import {
  accountTargets,
  refuseOtherBranch,
  type Target,
  TARGET_OUTPUTS,
  targetOf,
  targetOfBranch,
  targets,
} from "./targets";

const project = join(__dirname, "..", "..");
const delivery = command("delivery", {
  summary: "What the workflows in .github call.",
  examples: ["targets", "target --branch main", "affected --pull 17 --base base --reports reports"],
});
const REPORTS = [
  "--reports <directory>",
  "where reports of other jobs are, or are written to",
  "reports",
] as const;

delivery
  .command("targets")
  .description("every environment that GitHub Actions deploys, and one for each account")
  .action(() => {
    onInterrupt(() => {
      const accounts = JSON.stringify(accountTargets(environments()));
      setOutputs({ ...several(targets(environments())), accounts });
      return Promise.resolve();
    });
  });

delivery
  .command("target")
  .description("the environment that a branch is deployed to, or one by its name")
  .option("--branch <branch>", "a branch")
  .option("--environment <name>", "an environment")
  .option(
    "--destroy <name>",
    "also whether it may be destroyed: from its own branch, and not while it is protected",
  )
  .action(({ branch, environment, destroy }) => {
    onInterrupt(() => {
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
      return Promise.resolve();
    });
  });

delivery
  .command("affected")
  .description("the environments that a pull request affects")
  .requiredOption("--pull <number>", "number of the pull request", pullRequest)
  .option("--base <directory>", "the project as it is without the pull request", "base")
  .option(...REPORTS)
  .action((options) => {
    onInterrupt(async (signal) => {
      setOutputs(await affected(options, signal));
    });
  });

delivery
  .command("comment")
  .description("what a pull request does to them, as its one comment")
  .requiredOption("--pull <number>", "number of the pull request", pullRequest)
  .option("--names <JSON>", "environments that were planned", "[]")
  .option("--unplanned <JSON>", "environments that are affected, and deployed by hand", "[]")
  .option("--accounts <JSON>", "stacks of accounts that are affected", "[]")
  .option(...REPORTS)
  .action(({ pull, names, unplanned, accounts, reports }) => {
    onInterrupt(async () => {
      const report = describeReport({
        environments: (JSON.parse(names) as string[]).map((environment) => ({
          environment,
          plan: readPlan(reports, environment),
          cost: readReport(reports, "cost", `${environment}.md`),
        })),
        unplanned: (JSON.parse(unplanned) as string[]).map((environment) => ({
          environment,
          cost: readReport(reports, "cost", `${environment}.md`),
        })),
        accountStacks: JSON.parse(accounts) as ChangedAccountStack[],
        policy: readReport(reports, "policy", "policy.txt"),
        runUrl: runAddress(),
      });
      await upsertComment(Github.fromEnvironment(), pull, "plan", report);
      console.log(report);
    });
  });

const sealing = [
  ["seal", "encrypts a saved plan, which a later job of the same attempt opens"],
  ["unseal", "opens what seal has encrypted"],
] as const;
for (const [name, description] of sealing) {
  delivery
    .command(name)
    .description(description)
    .requiredOption("--environment <name>", "environment that was planned")
    .option("--directory <directory>", "where the plan is", "plan")
    .option("--file <file>", "the sealed plan", "plan.sealed")
    .action(({ environment, directory, file }) => {
      onInterrupt(async () => {
        const chosen = selectEnvironment(project, environment);
        await checkCaller(chosen);
        const { region, keyAlias } = stateOf(chosen);
        const kms = awsClient(KMSClient, { region });
        const purpose = { environment: chosen.name, ...runAttempt() };
        if (name === "unseal") await unseal(readFileSync(file, "utf8"), directory, purpose, { kms });
        else writeFileSync(file, await seal(directory, purpose, { kms, keyId: keyAlias }));
      });
    });
}

delivery.parse();

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
  return loadEnvironments(environmentsDirectory(project));
}

interface Affected {
  readonly pull: number;
  readonly base: string;
  readonly reports: string;
}

/** Environments that GitHub Actions deploys, those that it does not, and stacks of accounts. */
async function affected(
  { pull, base, reports }: Affected,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const all = environments();
  const paths = await Github.fromEnvironment().changedPaths(pull);
  if (!mayAffect(paths)) {
    console.log("Only texts, tests and workflows change: nothing that is deployed.");
    return { ...several([]), unplanned: "[]", accounts: "[]" };
  }
  const head = join(project, OUTPUT);
  await synthesize(project, { output: head, signal });
  const before = await synthesizeRevision(project, resolve(base), signal);
  const changed = changedStacks(before, head);
  const names = affectedEnvironments(changed, all);
  for (const name of names) writeCosts(reports, name, before, head);
  const planned = targets(all).filter(({ environment }) => names.includes(environment));
  const unplanned = names.filter((name) => !planned.some(({ environment }) => environment === name));
  return {
    ...several(planned),
    unplanned: JSON.stringify(unplanned),
    accounts: JSON.stringify(changedAccountStacks(changed, all)),
  };
}

/** What an environment costs before and after, for the comment. */
function writeCosts(reports: string, name: string, base: string | undefined, head: string): void {
  const difference = costDifference(name, base, head);
  mkdirSync(join(reports, "cost"), { recursive: true });
  writeFileSync(join(reports, "cost", `${name}.md`), `${difference}\n`);
}

function pullRequest(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("Allowed is the number of a pull request.");
}

/** Outputs for a matrix of jobs. */
function several(all: readonly Target[]): Record<string, string> {
  return { targets: JSON.stringify(all), names: JSON.stringify(all.map(({ environment }) => environment)) };
}

/** Outputs for the jobs of one environment; empty where there is none. */
function one(target: Target | undefined): Record<string, string> {
  return Object.fromEntries(TARGET_OUTPUTS.map((name) => [name, target?.[name] ?? ""]));
}

/** What another job has left in `<reports>/<artifact>/<file>`. */
function readReport(reports: string, artifact: string, file: string): string | undefined {
  const path = join(reports, artifact, file);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function readPlan(reports: string, environment: string): EnvironmentPlan | undefined {
  const text = readReport(reports, `plan-${environment}`, "plan.json");
  return text === undefined ? undefined : (JSON.parse(text) as EnvironmentPlan);
}
