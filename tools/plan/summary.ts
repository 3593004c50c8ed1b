import { ExpectedError } from "../cli/expected-error";
import { type Loss, losses } from "./guard";
import { type Action, actionOf, changedOutputs, reasonOf, type TerraformPlan } from "./terraform-plan";

/** What would happen to one resource. */
export interface PlannedChange {
  readonly address: string;
  readonly action: Action;
  /** Why, where it is replaced or destroyed. */
  readonly reason?: string;
  /** It was changed outside of Terraform since the last deployment. */
  readonly drifted?: boolean;
}

/** What a plan would do to a stack. */
export interface StackPlan {
  readonly stack: string;
  /**
   * - `planned`: this is what will happen;
   * - `provisional`: so far as can be told before the stacks it waits for are applied;
   * - `waiting`: can't be planned before that.
   */
  readonly status: "planned" | "provisional" | "waiting";
  /** What has to be applied first, and why. */
  readonly waitsFor: readonly string[];
  /** Resources that the stack declares. */
  readonly resources: number;
  readonly changes: readonly PlannedChange[];
  /** Outputs whose values change: stacks that read them are planned again. */
  readonly outputs: readonly string[];
  /** Stateful resources that would be destroyed. */
  readonly losses: readonly Loss[];
}

/** What would happen to an environment. */
export interface EnvironmentPlan {
  readonly environment: string;
  /** Images that would run, by name: tags of those that are built, digests of others. */
  readonly images: Readonly<Record<string, string>>;
  /** Whether the account has a remote state already. */
  readonly remoteState: boolean;
  /** In the order they are applied in. */
  readonly stacks: readonly StackPlan[];
  /** Stacks that exist in AWS and are not in the configuration any more. */
  readonly orphans: readonly string[];
  /** Which losses the configuration or the caller allows. */
  readonly allowed: readonly string[];
  /** Whether a pipeline gives the services new versions. @default Terraform does */
  readonly othersDeploy?: boolean;
}

/** Everything of a plan that is worth telling. */
export function summarize(
  stack: string,
  plan: TerraformPlan,
): Pick<StackPlan, "changes" | "outputs" | "losses"> {
  const drifted = new Set((plan.resource_drift ?? []).map(({ address }) => address));
  const changes = (plan.resource_changes ?? []).flatMap((change): PlannedChange[] => {
    const action = actionOf(change);
    if (action === undefined) return [];
    const explained = action === "replace" || action === "destroy";
    return [
      {
        address: change.address,
        action,
        ...(explained && { reason: reasonOf(change) }),
        ...(drifted.has(change.address) && { drifted: true }),
      },
    ];
  });
  return { changes, outputs: changedOutputs(plan), losses: losses(stack, plan) };
}

/** Whether applying would do nothing. */
export function isEmpty({ stacks }: Pick<EnvironmentPlan, "stacks">): boolean {
  return stacks.every(hasNothingToDo);
}

export function hasNothingToDo({ status, changes, outputs }: StackPlan): boolean {
  return status === "planned" && changes.length === 0 && outputs.length === 0;
}

/** The losses that nobody has allowed. */
export function refusedLosses({ stacks, allowed }: Pick<EnvironmentPlan, "stacks" | "allowed">): Loss[] {
  return stacks.flatMap(({ losses: found }) =>
    found.filter(({ id, instead }) => instead !== undefined || !allowed.includes(id)),
  );
}

const ORDER: readonly Action[] = ["create", "import", "move", "change", "replace", "destroy", "forget"];

/** Such as `3 to create, 1 to replace`. */
export function counts({ status, waitsFor, changes, outputs, resources }: StackPlan): string {
  if (status === "waiting") return `${resources} resources, to be planned later: ${waitsFor.join("; ")}`;
  const parts = ORDER.flatMap((action) => {
    const count = changes.filter((change) => change.action === action).length;
    return count === 0 ? [] : [`${count} to ${action}`];
  });
  if (outputs.length > 0)
    parts.push(`${outputs.length} ${outputs.length === 1 ? "output" : "outputs"} to change`);
  const text = parts.length === 0 ? "nothing to change" : parts.join(", ");
  return status === "planned" ? text : `${text}; to be planned again: ${waitsFor.join("; ")}`;
}

/** One stack's plan as text: its name, what happens how often, and every change. */
export function describeStack(plan: StackPlan): string {
  const lines = plan.changes.map(({ address, action }) => `    ${action} ${address}`);
  return [`${plan.stack}: ${counts(plan)}`, ...lines].join("\n");
}

/** The plan as text: one line a stack, then everything that is destroyed or replaced. */
export function describePlan(plan: EnvironmentPlan): string {
  const { environment, images, stacks, orphans, allowed } = plan;
  const width = Math.max(0, ...stacks.map(({ stack }) => stack.length));
  const running = Object.entries(images).map(([name, version]) => `${name} ${version}`);
  const lines = [
    `Plan of ${environment} (image ${running.join(", ")}):`,
    ...stacks.map((stack) => `  ${stack.stack.padEnd(width)}  ${counts(stack)}`),
  ];
  for (const { stack, changes, losses: found } of stacks) {
    for (const { address, action, reason } of changes) {
      if (reason === undefined) continue;
      const loss = found.find(({ id }) => id === `${stack}/${address}`);
      const mark = loss === undefined ? " " : "!";
      const data =
        loss === undefined
          ? ""
          : `; ${loss.kind === "data" ? "lost" : "stops"}: ${loss.loses}${allowed.includes(loss.id) ? " (allowed)" : ""}`;
      lines.push(`${mark} ${action} ${stack}/${address}: ${reason}${data}`);
    }
    for (const { id, reason, loses } of found.filter(({ action }) => action === "upgrade")) {
      lines.push(`! upgrade ${id}: ${reason}; lost: ${loses}${allowed.includes(id) ? " (allowed)" : ""}`);
    }
  }
  if (plan.othersDeploy === true && revises(stacks)) {
    lines.push(
      "  note: task definitions change: services get the new settings with the images that run now.",
    );
  }
  for (const stack of orphans) lines.push(orphanNotice(stack));
  for (const id of unusedPermissions(plan)) {
    lines.push(`  note: ${id} may be lost, but the plan does not destroy it; the permission can go.`);
  }
  if (isEmpty(plan)) lines.push(`Nothing to change: ${environment} is as it is configured.`);
  return lines.join("\n");
}

/** The configuration of a whole stack has gone, so no plan mentions it. */
export function orphanNotice(stack: string): string {
  return `! ${stack} exists, but the configuration has no such stack any more.`;
}

/** Stacks exist that the configuration does not name any more. */
export class OrphanError extends ExpectedError {
  override readonly name = "OrphanError";
  override readonly exitCode = 3;
}

/**
 * What the configuration does not name any more uses what a deployment changes or removes: certificates, records, keys,
 * replicated secrets. It has to go first.
 *
 * @throws {OrphanError} with the command that destroys it
 */
export function refuseOrphans({
  environment,
  orphans,
}: Pick<EnvironmentPlan, "environment" | "orphans">): void {
  if (orphans.length === 0) return;
  throw new OrphanError(
    [
      "Stopped: these stacks exist, and the configuration does not name them any more; nothing was changed.",
      ...orphans.map((stack) => `  ${stack}`),
      `To give them up, destroy them first: npm run destroy -- ${environment} --gone`,
      "(where AWS protects what is in them: put their part of the configuration back, set deletionProtection to false, deploy that, and take it out again)",
      "To keep them, put their part of the configuration back.",
    ].join("\n"),
  );
}

function revises(stacks: readonly StackPlan[]): boolean {
  return stacks.some(({ changes }) =>
    changes.some(({ address }) => address.startsWith("aws_ecs_task_definition.")),
  );
}

function unusedPermissions({ stacks, allowed }: EnvironmentPlan): string[] {
  if (stacks.some(({ status }) => status !== "planned")) return [];
  const found = stacks.flatMap(({ losses: all }) => all.map(({ id }) => id));
  return allowed.filter((id) => !found.includes(id));
}
