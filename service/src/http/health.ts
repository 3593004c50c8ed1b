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

/**
 * `GET /healthz`: should this process be replaced? `GET /readyz`: should it get traffic? `GET /readyz/writes`: also
 * such that writes? Where the database follows one of another region, only the last says no.
 */
export function healthRoutes(options: HealthOptions): Router {
  const router = Router();
  router.get("/healthz", (_request, response) => {
    const reason = options.broken();
    response.set("Cache-Control", "no-store").status(reason === undefined ? 200 : 503);
    response.json(reason === undefined ? { status: "up" } : { status: "down", reason });
  });
  router.get("/readyz", async (_request, response) => {
    const { status, checks } = await readiness(options);
    const ready = status !== "down" && status !== "draining";
    response.set("Cache-Control", "no-store").status(ready ? 200 : 503);
    response.json({ status, checks });
  });
  router.get("/readyz/writes", async (_request, response) => {
    const { status, checks } = await readiness(options);
    const ready = status === "up" || status === "degraded";
    response.set("Cache-Control", "no-store").status(ready ? 200 : 503);
    response.json({ status, checks });
  });
  return router;
}

type Readiness = "up" | "degraded" | "read-only" | "down" | "draining";

async function readiness({ checks, required, draining }: HealthOptions) {
  const results = Object.fromEntries(
    await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await check()] as const)),
  );
  const needed = required.map((name) => results[name]);
  const status = (): Readiness => {
    if (draining()) return "draining";
    if (needed.some((result) => result !== "up" && result !== "read-only")) return "down";
    if (needed.includes("read-only")) return "read-only";
    return Object.values(results).includes("down") ? "degraded" : "up";
  };
  return { status: status(), checks: results };
}
