import type { Logger } from "../log/logger.js";

export type CheckStatus = "up" | "read-only" | "down";
export type Check = () => Promise<CheckStatus>;

/**
 * Shorter than anybody waits who asks for readiness, so that a check that hangs is told from a process that hangs:
 * health checks of Route 53 wait two seconds, those of target groups two at least.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
const timeoutMs = 1500;
/** Probes of several load balancer nodes within this time share one answer. */
const keepMs = 1000;

/**
 * A check for the readiness endpoint, which never rejects. Says in the log when the status changes.
 *
 * @param probe resolves, with "reads" where what is checked can only be read
 */
export function createCheck(name: string, probe: () => Promise<unknown>, log: Logger): Check {
  let last: CheckStatus = "up";
  let running: Promise<CheckStatus> | undefined;
  let keptUntil = 0;

  const check = async (): Promise<CheckStatus> => {
    let reason: unknown;
    let access: unknown;
    try {
      access = await within(timeoutMs, probe());
    } catch (error) {
      reason = error;
    }
    const status = reason !== undefined ? "down" : access === "reads" ? "read-only" : "up";
    if (status !== last)
      log.warn({ check: name, ...(reason !== undefined && { err: reason }) }, `${name} is ${status}`);
    last = status;
    return status;
  };

  return () => {
    if (running === undefined || performance.now() >= keptUntil) {
      keptUntil = Number.POSITIVE_INFINITY;
      running = check().finally(() => {
        keptUntil = performance.now() + keepMs;
      });
    }
    return running;
  };
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`no answer within ${String(ms)} ms`));
    }, ms);
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
