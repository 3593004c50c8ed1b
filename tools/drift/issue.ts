import type { Environment } from "../../environments/config/schema";
import type { Github } from "../delivery/github";
import type { EnvironmentPlan, PlannedChange } from "../plan/summary";

/** Label of all drift issues; GitHub makes it where it does not exist. */
export const LABEL = "drift";

/** What is compared with its last deployment. */
export interface DriftSubject {
  /** Part of the issue's title. */
  readonly subject: string;
  /** How it is brought back, as the rest of a sentence. */
  readonly remedy: string;
}

/** An environment, or what its account has once for all environments. */
export function subjectOf({ name, account }: Environment, ofAccount: boolean): DriftSubject {
  return ofAccount
    ? {
        subject: `account ${account}`,
        remedy: `an administrator runs \`npm run bootstrap -- ${name}\` and \`npm run baseline -- ${name}\``,
      }
    : { subject: name, remedy: `deploy ${name} again` };
}

/** What was changed outside of Terraform, by stack; empty where nothing was. */
export type Drift = Readonly<Record<string, readonly PlannedChange[]>>;

/**
 * What a deployment would undo because somebody else did it: by hand, or by another tool. What is only not deployed
 * yet is no drift, and neither is what the configuration leaves to others, such as the number of tasks.
 */
export function driftOf({ stacks }: Pick<EnvironmentPlan, "stacks">): Drift {
  return Object.fromEntries(
    stacks
      .map(({ stack, changes }) => [stack, changes.filter(({ drifted }) => drifted === true)] as const)
      .filter(([, changes]) => changes.length > 0),
  );
}

/**
 * Keeps one issue per environment or account: opened when it drifts, updated while it does, closed when it does not
 * any more.
 *
 * @returns what was done
 */
export async function reportDrift(
  github: Github,
  { subject, remedy }: DriftSubject,
  drift: Drift,
  runUrl: string,
): Promise<"opened" | "updated" | "closed" | "nothing"> {
  const title = `Drift in ${subject}`;
  const open = (await github.issues(LABEL)).find((issue) => issue.title === title);
  const body = describeDrift({ subject, remedy }, drift, runUrl);
  if (Object.keys(drift).length === 0) {
    if (open === undefined) return "nothing";
    await github.comment(open.number, `${subject} is as it was deployed again. [Run](${runUrl})`);
    await github.updateIssue(open.number, { state: "closed" });
    return "closed";
  }
  if (open === undefined) {
    await github.openIssue(title, body, LABEL);
    return "opened";
  }
  await github.updateIssue(open.number, { body });
  return "updated";
}

function describeDrift({ subject, remedy }: DriftSubject, drift: Drift, runUrl: string): string {
  const stacks = Object.entries(drift).map(([stack, changes]) => {
    const lines = changes.map(
      ({ address, action, reason }) =>
        `- \`${address}\`: a deployment would ${action} it${reason === undefined ? "" : ` (${reason})`}`,
    );
    return `### ${stack}\n\n${lines.join("\n")}`;
  });
  return [
    `Something in **${subject}** was changed outside of Terraform since the last deployment.`,
    ...stacks,
    `To undo it, ${remedy}. To keep it, write it into the configuration. CloudTrail knows who did it. ` +
      "This issue is updated by every run, and closed when the drift is gone.",
    `[Run](${runUrl})`,
  ].join("\n\n");
}
