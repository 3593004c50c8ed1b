import { checkUrl } from "./check";
import type { Expectation } from "./expectation";

/** A canary of CloudWatch Synthetics succeeds where its handler returns, and fails where it throws. */
export const handler = (): Promise<void> =>
  checkUrl({
    url: process.env["CHECKED_URL"] ?? "",
    checks: JSON.parse(process.env["CHECKS"] ?? "[]") as Expectation[],
    request: fetch,
    log: console,
  });
