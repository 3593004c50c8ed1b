import { join } from "node:path";
import type { Environment } from "../../environments/config/schema";
import { summary as costSummary } from "../cost/answer";
import type { Published } from "../image/publish";
import { GuardError } from "../plan/guard";
import { describePlan, type EnvironmentPlan, isEmpty, refusedLosses, refuseOrphans } from "../plan/summary";
import { OUTPUT } from "../plan/synthesize";
import { DeploymentRun } from "./deployment-run";
import { prepare } from "./prepare";

export interface DeployOptions {
  /** Directory of the project. */
  readonly project: string;
  /** Variables of every program that is started. @default this process's */
  readonly env?: NodeJS.ProcessEnv;
  /** Directory to synthesize into. @default `cdktf.out` */
  readonly output?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Stateful resources that may be destroyed, as the plan guard names them. */
  readonly allow: readonly string[];
  /** Directory of a plan that was made and looked at before. @default it is planned now */
  readonly saved?: string | undefined;
  /** Directory with `<image>.tar` for each image. @default images are built here, where the registry lacks them */
  readonly archives?: string | undefined;
  /** Whether the public address is asked at the end. */
  readonly smokeTest: boolean;
  /** What is asked instead of the deployed address, such as a proxy in front of it. */
  readonly url?: string | undefined;
  /** Sees the plan before anything is changed. @throws {DeclinedError} to stop */
  readonly confirm: (plan: EnvironmentPlan) => Promise<void>;
  readonly out?: NodeJS.WriteStream;
}

export interface Deployed {
  /** Whether anything was applied or pushed. */
  readonly changed: boolean;
  /** The images that were built from sources, by tag, and what each tag stands for. */
  readonly images: readonly Published[];
  /** By stack, without those that stacks pass to each other. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * Brings an environment to what its configuration says: plan, confirmation, remote state, registry, image, then
 * every stack after those it reads from, and side by side those that don't read from each other; at the end the services
 * run what was deployed, and answer. It may be repeated at any time: what is done already is left alone.
 */
export async function deploy(environment: Environment, options: DeployOptions): Promise<Deployed> {
  const { project, out = process.stdout } = options;
  const output = options.output ?? process.env["CDKTF_OUTDIR"] ?? join(project, OUTPUT);
  const prepared = await prepare(environment, output, options);
  const { plan, missing } = prepared;
  out.write(`\n${describePlan(plan)}\n${costSummary(environment.name, output)}\n\n`);
  for (const stack of missing) out.write(`  ${stack} is set up first, once for the account\n`);
  if (noticesNobody(environment)) {
    out.write(
      `  warning: nobody is told of alarms; set monitoring.emails in environments/${environment.name}.ts\n`,
    );
  }
  refuseOrphans(plan);
  const refused = refusedLosses(plan);
  if (refused.length > 0) throw new GuardError(refused);
  if (!isEmpty(plan) || missing.length > 0) await options.confirm(plan);
  return new DeploymentRun(environment, prepared, output, options).run();
}

/** Whether there are alarms, and nobody whom they tell. */
function noticesNobody({ monitoring: { emails, webhook } }: Environment): boolean {
  return emails.length === 0 && webhook === undefined;
}
