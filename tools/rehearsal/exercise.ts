import { type Expectation, inWords, isExpected } from "../../functions/check-url/expectation";
import { ExpectedError } from "../cli/expected-error";
import { run } from "../process/run";

/** The application does not answer as its environment says. */
export class ExerciseError extends ExpectedError {
  override readonly name = "ExerciseError";
}

/** What the load balancer adds. */
const FORWARDED = { "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https" };

/**
 * Uses an application as its `rehearsal.json` says.
 *
 * @returns what it says it did
 * @throws {CommandError} with what it wrote, where it fails
 */
export async function exercise(
  [program = "", ...args]: readonly string[],
  {
    url,
    directory,
    signal,
  }: { readonly url: string; readonly directory: string; readonly signal: AbortSignal },
): Promise<string> {
  const env = { ...process.env, URL: url };
  const { stdout } = await run(program, args, { cwd: directory, env, signal });
  return stdout.trim();
}

/**
 * Asks an application for what its environment expects of it.
 *
 * @returns each path with its answer, a line each
 * @throws {ExerciseError} at the first answer that is another one
 */
export async function askChecks(url: string, checks: readonly Expectation[]): Promise<string[]> {
  const lines: string[] = [];
  for (const check of checks) {
    const response = await fetch(`${url}${check.path}`, { redirect: "manual", headers: FORWARDED });
    const body = await response.text();
    const [first = ""] = body.trim().split("\n");
    const answer = `GET ${check.path}  ->  ${response.status} ${first.slice(0, 120)}`;
    if (!isExpected(check, response.status, body)) {
      throw new ExerciseError(
        `${answer}; expected is ${inWords(check)}. What is asked stands in monitoring.canary.checks`,
      );
    }
    lines.push(answer.trim());
  }
  return lines;
}
