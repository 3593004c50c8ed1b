import { Router } from "express";
import type { Check } from "./check.js";

export interface HealthOptions {
  /** What readiness reports. */
  readonly checks: Readonly<Record<string, Check>>;
  /** The checks without which nothing useful can be served; the others only degrade the service. */
  readonly required: readonly string[];
  readonly draining: () => boolean;
  /** Why only a new process can help; `undefined` while this one is fine. */
  readonly broken: () => string | undefined;
}

/** `GET /healthz`: should this process be replaced? `GET /readyz`: should it get traffic? */
export function healthRoutes({ checks, required, draining, broken }: HealthOptions): Router {
  const router = Router();
  router.get("/healthz", (_request, response) => {
    const reason = broken();
    response.set("Cache-Control", "no-store").status(reason === undefined ? 200 : 503);
    response.json(reason === undefined ? { status: "up" } : { status: "down", reason });
  });
  router.get("/readyz", async (_request, response) => {
    const results = Object.fromEntries(
      await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await check()] as const)),
    );
    const up = required.every((name) => results[name] === "up");
    const degraded = Object.values(results).includes("down");
    const status = draining() ? "draining" : !up ? "down" : degraded ? "degraded" : "up";
    response.set("Cache-Control", "no-store").status(up && !draining() ? 200 : 503);
    response.json({ status, checks: results });
  });
  return router;
}
