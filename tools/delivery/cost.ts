import { run } from "../process/run";

/**
 * What an environment costs a month, and by how much a change moves that, as Markdown.
 *
 * @param base directory the earlier revision was synthesized into; undefined where it could not be
 * @param head directory of the later one
 */
export async function costDifference(
  project: string,
  environment: string,
  base: string | undefined,
  head: string,
  signal?: AbortSignal,
): Promise<string> {
  const compared = base === undefined ? [] : ["--diff-from", base];
  const args = [environment, "--from", head, ...compared, "--format", "markdown"];
  const main = ["-r", "./tools/typescript/register.cjs", "tools/cost/main.ts"];
  // An environment that one of the revisions lacks can't be compared; that is an answer too.
  const { output } = await run(process.execPath, [...main, ...args], { cwd: project, signal, allow: [1] });
  return output;
}
