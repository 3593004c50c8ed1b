import { setTimeout as sleep } from "node:timers/promises";
import { ExpectedError } from "../cli/expected-error";

/** How long AWS is waited for. */
export interface Patience {
  /** Milliseconds between two questions. */
  readonly pauseMs: number;
  /** Milliseconds after which it is given up. */
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** @throws {FailoverError} where it does not come true in time */
export async function until(
  what: string,
  { pauseMs, limitMs, signal }: Patience,
  isTrue: () => Promise<boolean>,
): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await isTrue())) {
    if (Date.now() >= end) {
      throw new FailoverError(`waited ${Math.round(limitMs / 60_000)} minutes in vain: ${what}`);
    }
    await sleep(pauseMs, undefined, { signal });
  }
}

/** The failover can't go on; the message says why and what to do. */
export class FailoverError extends ExpectedError {
  override readonly name = "FailoverError";
}
