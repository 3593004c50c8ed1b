import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Paths that no synthesized file and no image depends on. */
const WITHOUT_EFFECT =
  /(^|\/)[^/]+\.md$|^docs\/|^\.github\/|\.test\.ts$|^LICENSE$|^tools\/(emulator|rehearsal|testing)\//;

/** Whether a change could affect anything that is deployed, judged by paths alone. */
export function mayAffect(paths: readonly string[]): boolean {
  return paths.some((path) => !WITHOUT_EFFECT.test(path));
}

/**
 * The environments whose synthesized stacks differ between two revisions; those that one of them lacks too. A stack
 * of an account counts for all environments that are in it.
 *
 * @param base directory that the earlier revision was synthesized into
 * @param head directory of the later one
 * @param environments names, and the account each of them is in
 */
export function affectedEnvironments(
  base: string,
  head: string,
  environments: readonly { readonly name: string; readonly account: string }[],
): string[] {
  const [before, after] = [stacksIn(base), stacksIn(head)];
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (id) => before.get(id) !== after.get(id),
  );
  return environments
    .filter(({ name, account }) =>
      changed.some((id) => id.startsWith(`${name}-`) || id.startsWith(`${account}-`)),
    )
    .map(({ name }) => name);
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
