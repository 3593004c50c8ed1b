import type { Environment } from "./environment.js";

/** How the time between SIGTERM and SIGKILL is spent, in ms. */
export interface ShutdownConfig {
  /** Between failing readiness and refusing connections. */
  readonly delayMs: number;
  /** For what was begun before: requests in flight, unsent clicks. */
  readonly timeoutMs: number;
  /** After which a process that still runs ends itself: it can still say so, before SIGKILL. */
  readonly graceMs: number;
}

/** Load balancers need this time to look elsewhere, however long a process may take to stop. */
const maxDelayMs = 5000;
/** What is kept free for the end: logging, exiting, and the signal being late. */
const maxMarginMs = 5000;
/** The delay, and the margin, take at most this share of a short stop timeout. */
const share = 1 / 4;
/** SIGKILL comes this much of the margin later. */
const graceShare = 4 / 5;

type Given = Pick<
  Environment,
  "STOP_TIMEOUT_SECONDS" | "SHUTDOWN_DELAY_SECONDS" | "SHUTDOWN_TIMEOUT_SECONDS"
>;

/** Divides the stop timeout; what is given explicitly is taken as it is. */
export function shutdownConfig(given: Given): ShutdownConfig {
  const totalMs = given.STOP_TIMEOUT_SECONDS * 1000;
  const marginMs = Math.min(maxMarginMs, totalMs * share);
  const seconds = (value: number | undefined) => (value === undefined ? undefined : value * 1000);
  const timeout = seconds(given.SHUTDOWN_TIMEOUT_SECONDS);
  const delay = seconds(given.SHUTDOWN_DELAY_SECONDS);
  const delayMs =
    delay ?? Math.max(0, Math.min(maxDelayMs, totalMs * share, totalMs - marginMs - (timeout ?? 0)));
  return { delayMs, timeoutMs: timeout ?? totalMs - marginMs - delayMs, graceMs: marginMs * graceShare };
}

/** What is wrong with the times, as a line for the operator; `undefined` where they fit. */
export function shutdownProblem(given: Given): string | undefined {
  const { delayMs, timeoutMs } = shutdownConfig(given);
  const most = given.STOP_TIMEOUT_SECONDS;
  const least = timeoutMs < 1000 ? undefined : delayMs + timeoutMs;
  if (least !== undefined && least < most * 1000) return undefined;
  const sum = `${String(given.SHUTDOWN_DELAY_SECONDS ?? "default")} and ${String(given.SHUTDOWN_TIMEOUT_SECONDS ?? "default")}`;
  return (
    `SHUTDOWN_DELAY_SECONDS and SHUTDOWN_TIMEOUT_SECONDS: given ${sum}, ` +
    `allowed: together less than STOP_TIMEOUT_SECONDS (${String(most)}), at least 1 of it for the timeout`
  );
}
