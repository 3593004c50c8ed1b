import {
  orphanNotice,
  counts,
  type EnvironmentPlan,
  isEmpty,
  refusedLosses,
  type PlannedChange,
} from "../plan/summary";

/** What a pull request would do to one environment. */
export interface EnvironmentReport {
  readonly environment: string;
  /** Absent where planning failed. */
  readonly plan?: EnvironmentPlan | undefined;
  /** The cost difference, as Markdown. */
  readonly cost?: string | undefined;
}

export interface PullRequestReport {
  /** Environments that the change affects. */
  readonly environments: readonly EnvironmentReport[];
  /** Whether plans can be made: not for pull requests from forks, which get no credentials. */
  readonly planned: boolean;
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
export function describeReport({ environments, planned, policy, runUrl }: PullRequestReport): string {
  const parts = ["## What this change does"];
  if (environments.length === 0) parts.push("Nothing that is deployed changes.");
  else if (!planned) {
    const names = environments.map(({ environment }) => `**${environment}**`).join(", ");
    parts.push(`It affects ${names}. There is no plan: workflows of forks get no credentials.`);
  }
  // Destruction first: it must be seen even where the comment is cut.
  for (const { environment, plan } of environments)
    if (plan !== undefined) parts.push(...warning(environment, plan));
  if (planned) parts.push(...environments.map(describeEnvironment));
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
  if (cost !== undefined)
    parts.push(`<details><summary>Cost a month</summary>\n\n${cost.trim()}\n\n</details>`);
  return parts.join("\n\n");
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
