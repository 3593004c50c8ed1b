import {
  orphanNotice,
  counts,
  type EnvironmentPlan,
  isEmpty,
  refusedLosses,
  type PlannedChange,
} from "../plan/summary";
import type { ChangedAccountStack } from "./affected";

/** What a pull request would do to one environment. */
export interface EnvironmentReport {
  readonly environment: string;
  /** Absent where planning failed. */
  readonly plan?: EnvironmentPlan | undefined;
  /** The cost difference, as Markdown. */
  readonly cost?: string | undefined;
}

export interface PullRequestReport {
  /** Environments that the change affects, and that GitHub Actions deploys. */
  readonly environments: readonly EnvironmentReport[];
  /** Those that it affects too, and that somebody else deploys. @default none */
  readonly unplanned?: readonly Omit<EnvironmentReport, "plan">[];
  /** Stacks of accounts that it changes. @default none */
  readonly accountStacks?: readonly ChangedAccountStack[];
  /** The result of the policy check, as text. */
  readonly policy?: string | undefined;
  /** Address of the workflow run, with logs and artifacts. */
  readonly runUrl: string;
}

const MARK: Readonly<Record<string, string>> = {
  create: "+",
  import: "+",
  change: "!",
  move: "!",
  replace: "-",
  destroy: "-",
  forget: "-",
};

/** One comment on a pull request: what changes, what is destroyed, what it costs, what the policies say. */
export function describeReport({
  environments,
  unplanned = [],
  accountStacks = [],
  policy,
  runUrl,
}: PullRequestReport): string {
  const parts = ["## What this change does"];
  if (environments.length + unplanned.length + accountStacks.length === 0)
    parts.push("Nothing that is deployed changes.");
  // Destruction first: it must be seen even where the comment is cut.
  for (const { environment, plan } of environments)
    if (plan !== undefined) parts.push(...warning(environment, plan));
  parts.push(...environments.map(describeEnvironment), ...unplanned.map(describeUnplanned));
  if (accountStacks.length > 0) parts.push(describeAccounts(accountStacks));
  if (policy !== undefined) parts.push(details("Policies", policy));
  parts.push(`[Logs and artifacts](${runUrl})`);
  return `${parts.join("\n\n")}\n`;
}

function warning(environment: string, plan: EnvironmentPlan): string[] {
  const refused = refusedLosses(plan);
  if (refused.length === 0) return [];
  const lines = refused.map(
    ({ id, action, reason, loses }) => `> - ${action} \`${id}\`: ${reason}. Lost: ${loses}.`,
  );
  return [
    `> [!CAUTION]\n> **${environment}: the deployment will stop**, because it would destroy data:\n${lines.join("\n")}\n` +
      `> To give it up, add the name to \`delivery.allowDestroy\` in \`environments/${environment}.ts\`.`,
  ];
}

function describeEnvironment({ environment, plan, cost }: EnvironmentReport): string {
  const parts = [`### ${environment}`];
  if (plan === undefined) parts.push("Planning failed; see the logs.");
  else {
    if (isEmpty(plan)) parts.push("Nothing to change.");
    else parts.push(table(plan), ...changes(plan));
    parts.push(...plan.orphans.map((stack) => `> ${orphanNotice(stack)}`));
  }
  return [...parts, ...describeCost(cost)].join("\n\n");
}

function describeUnplanned({ environment, cost }: Omit<EnvironmentReport, "plan">): string {
  const why = `It is affected, and not planned: GitHub Actions does not deploy it (\`delivery.github\` is absent in \`environments/${environment}.ts\`). Whoever deploys it sees the plan then: \`npm run deploy -- ${environment}\`.`;
  return [`### ${environment}`, why, ...describeCost(cost)].join("\n\n");
}

function describeAccounts(stacks: readonly ChangedAccountStack[]): string {
  const rows = stacks.map(({ stack, command }) => `| ${stack} | \`${command}\` |`);
  return [
    "### Accounts",
    "No deployment of an environment changes these. An administrator does, once this is merged:",
    ["| stack | command |", "| -- | -- |", ...rows].join("\n"),
  ].join("\n\n");
}

function describeCost(cost: string | undefined): string[] {
  return cost === undefined
    ? []
    : [`<details><summary>Cost a month</summary>\n\n${cost.trim()}\n\n</details>`];
}

function table({ stacks }: EnvironmentPlan): string {
  const rows = stacks.map((stack) => `| ${stack.stack} | ${counts(stack).replaceAll("|", "\\|")} |`);
  return ["| stack | plan |", "| -- | -- |", ...rows].join("\n");
}

function changes({ stacks }: EnvironmentPlan): string[] {
  return stacks
    .filter(({ changes: all }) => all.length > 0)
    .map(({ stack, changes: all }) => details(stack, all.map(line).join("\n"), "diff"));
}

function line({ address, action, reason, drifted }: PlannedChange): string {
  const why = reason === undefined ? "" : `  (${reason})`;
  return `${MARK[action] ?? " "} ${action} ${address}${why}${drifted === true ? "  (changed outside of Terraform)" : ""}`;
}

/** A section that is folded; what a program wrote can't end its code block. */
function details(title: string, text: string, language = ""): string {
  const body = text.trim().replaceAll("```", "'''");
  return `<details><summary>${title}</summary>\n\n\`\`\`${language}\n${body}\n\`\`\`\n\n</details>`;
}
