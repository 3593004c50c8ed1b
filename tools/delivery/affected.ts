import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../../environments/config/schema";
import { baselineStackId, byAccount, replicationStackId, stateStackId } from "../../stacks";

/** Paths that no synthesized file and no image depends on. */
const WITHOUT_EFFECT =
  /(^|\/)[^/]+\.md$|^docs\/|^\.github\/|\.test\.ts$|^LICENSE$|^tools\/(emulator|rehearsal|testing)\//;

/** Whether a change could affect anything that is deployed, judged by paths alone. */
export function mayAffect(paths: readonly string[]): boolean {
  return paths.some((path) => !WITHOUT_EFFECT.test(path));
}

/**
 * The stacks that differ between two revisions; those that one of them lacks too.
 *
 * @param base directory that the earlier revision was synthesized into; undefined where it could not be
 * @param head directory of the later one
 */
export function changedStacks(base: string | undefined, head: string): string[] {
  const before = base === undefined ? new Map<string, string>() : stacksIn(base);
  const after = stacksIn(head);
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((id) => before.get(id) !== after.get(id))
    .sort();
}

/** The environments that changed stacks belong to. */
export function affectedEnvironments(
  changed: readonly string[],
  environments: readonly Pick<Environment, "name">[],
): string[] {
  return environments
    .map(({ name }) => name)
    .filter((name) => changed.some((id) => id.startsWith(`${name}-`)));
}

/** A changed stack of an account, which no deployment of an environment brings to AWS. */
export interface ChangedAccountStack {
  readonly stack: string;
  /** What an administrator runs once it is merged. */
  readonly command: string;
}

/** Changed stacks that accounts have once, for all their environments. */
export function changedAccountStacks(
  changed: readonly string[],
  environments: readonly Environment[],
): ChangedAccountStack[] {
  return byAccount(environments).flatMap(([first]) =>
    [
      { stack: stateStackId(first), command: "bootstrap" },
      { stack: replicationStackId(first), command: "bootstrap" },
      { stack: baselineStackId(first), command: "baseline" },
    ]
      .filter(({ stack }) => changed.includes(stack))
      .map(({ stack, command }) => ({ stack, command: `npm run ${command} -- ${first.name}` })),
  );
}

/** Content of each stack, without what cdktf notes about itself. */
function stacksIn(output: string): Map<string, string> {
  const directory = join(output, "stacks");
  if (!existsSync(directory)) return new Map();
  return new Map(
    readdirSync(directory).map((id) => {
      const stack = JSON.parse(readFileSync(join(directory, id, "cdk.tf.json"), "utf8")) as Record<
        string,
        unknown
      >;
      return [id, JSON.stringify({ ...stack, "//": undefined })];
    }),
  );
}
