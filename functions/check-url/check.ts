import { type Expectation, inWords, isExpected } from "./expectation";

export interface CheckOptions {
  /** Public address, without a path. */
  readonly url: string;
  /** What is asked for, in this order, and what is expected. */
  readonly checks: readonly Expectation[];
  readonly request: typeof fetch;
  readonly log: Pick<Console, "log">;
}

/** Longest wait for an answer, in milliseconds. */
const PATIENCE_MS = 10_000;

/**
 * Does the application answer users, seen from outside: through DNS, certificate, firewall and load balancer?
 *
 * @throws {Error} naming the address, what was expected and what was answered
 */
export async function checkUrl({ url, checks, request, log }: CheckOptions): Promise<void> {
  for (const check of checks) {
    const address = new URL(check.path, url).href;
    const started = Date.now();
    const response = await answer(request, address);
    const body = await response.text();
    if (!isExpected(check, response.status, body)) {
      throw new Error(`${address}: expected ${inWords(check)}; got ${response.status} ${body.slice(0, 200)}`);
    }
    log.log(`${address}: as expected, after ${Date.now() - started} ms`);
  }
}

async function answer(request: typeof fetch, address: string): Promise<Response> {
  try {
    return await request(address, {
      redirect: "manual",
      headers: { "user-agent": "webapp-canary" },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (error) {
    const { message, cause } = error as Error;
    throw new Error(`${address}: no answer: ${cause instanceof Error ? cause.message : message}`, {
      cause: error,
    });
  }
}
