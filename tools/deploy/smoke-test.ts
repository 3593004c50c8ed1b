import { setTimeout as sleep } from "node:timers/promises";
import type { Environment } from "../../environments/config/schema";
import { type Expectation, inWords, isExpected } from "../../functions/check-url/expectation";
import { ExpectedError } from "../cli/expected-error";
import type { Say } from "../cli/stages";

/** The application does not answer as it should, although its tasks run. */
export class SmokeTestError extends ExpectedError {
  override readonly name = "SmokeTestError";
}

export interface SmokeTestOptions {
  readonly signal?: AbortSignal | undefined;
  readonly say?: Say;
  /** How long to try, in milliseconds; a new name takes a while to be known. @default 5 minutes */
  readonly withinMs?: number;
  /** Time between two tries, in milliseconds. @default 5 seconds */
  readonly everyMs?: number;
  /** How long one answer may take, in milliseconds. @default 10 seconds */
  readonly timeoutMs?: number;
}

/**
 * Asks the public address until every check is answered as expected.
 *
 * @param url without a path
 * @throws {SmokeTestError} with the last answer
 */
export async function smokeTest(
  url: string,
  checks: readonly Expectation[],
  {
    signal,
    say = () => undefined,
    withinMs = 300_000,
    everyMs = 5000,
    timeoutMs = 10_000,
  }: SmokeTestOptions = {},
): Promise<void> {
  const until = Date.now() + withinMs;
  for (const check of checks) {
    for (;;) {
      signal?.throwIfAborted();
      const answer = await ask(url, check, timeoutMs);
      if (answer === undefined) break;
      say(answer);
      if (Date.now() + everyMs > until) throw new SmokeTestError(`${answer}; tried for ${withinMs / 1000} s`);
      await sleep(everyMs, undefined, { signal });
    }
  }
}

/**
 * Regions where the service that takes all other requests has tasks; at night, for example, a schedule has taken them
 * away.
 *
 * @param tasks how many are wanted of each service, by region
 */
export function awakeRegions(
  { regions, services }: Pick<Environment, "regions" | "services">,
  tasks: ReadonlyMap<string, ReadonlyMap<string, number>>,
): string[] {
  const entrances = Object.entries(services)
    .filter(([, { route }]) => route?.paths.length === 0)
    .map(([service]) => service);
  return regions
    .map(({ name }) => name)
    .filter((region) => entrances.every((service) => tasks.get(region)?.get(service) !== 0));
}

/** What is wrong; undefined where nothing is. */
async function ask(url: string, check: Expectation, timeoutMs: number): Promise<string | undefined> {
  const address = new URL(check.path, url).href;
  try {
    const response = await fetch(address, { redirect: "manual", signal: AbortSignal.timeout(timeoutMs) });
    const body = await response.text();
    return isExpected(check, response.status, body)
      ? undefined
      : `${address} answered ${response.status}: ${body.slice(0, 200)}; expected is ${inWords(check)}`;
  } catch (error) {
    const { message, cause } = error as Error;
    return `${address} did not answer: ${cause instanceof Error ? cause.message : message}`;
  }
}
