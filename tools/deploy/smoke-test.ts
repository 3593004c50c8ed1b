import { setTimeout as sleep } from "node:timers/promises";
import type { Environment } from "../../environments/config/schema";
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

/** What a visitor asks for, and whether everything behind it is reachable. */
const PATHS = ["/", "/readyz"];

/**
 * Asks the public address until all paths answer 200.
 *
 * @param url without a path
 * @throws {SmokeTestError} with the last answer
 */
export async function smokeTest(
  url: string,
  {
    signal,
    say = () => undefined,
    withinMs = 300_000,
    everyMs = 5000,
    timeoutMs = 10_000,
  }: SmokeTestOptions = {},
): Promise<void> {
  const until = Date.now() + withinMs;
  for (const path of PATHS) {
    const address = new URL(path, url).href;
    for (;;) {
      signal?.throwIfAborted();
      const answer = await ask(address, timeoutMs);
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
async function ask(address: string, timeoutMs: number): Promise<string | undefined> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(timeoutMs) });
    const body = await response.text();
    return response.status === 200
      ? undefined
      : `${address} answered ${response.status}: ${body.slice(0, 200)}`;
  } catch (error) {
    const { message, cause } = error as Error;
    return `${address} did not answer: ${cause instanceof Error ? cause.message : message}`;
  }
}
