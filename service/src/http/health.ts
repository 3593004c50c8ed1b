import { Router } from "express";

export type CheckStatus = "up" | "down";

export interface HealthOptions {
  /** What readiness reports; each resolves with its status and never rejects. */
  readonly checks: Readonly<Record<string, () => Promise<CheckStatus>>>;
  /** The checks without which nothing useful can be served. */
  readonly required: readonly string[];
  readonly draining: () => boolean;
  /** Why only a restart can help, if so. */
  readonly broken: () => string | undefined;
}

/** `GET /healthz`: should this process be replaced? `GET /readyz`: should it get traffic? */
export function healthRoutes({ checks, required, draining, broken }: HealthOptions): Router {
  const router = Router();
  router.get("/healthz", (_request, response) => {
    const reason = broken();
    response.set("Cache-Control", "no-store");
    if (reason === undefined) response.json({ status: "up" });
    else response.status(503).json({ status: "down", reason });
  });
  router.get("/readyz", async (_request, response) => {
    const names = Object.keys(checks);
    const statuses = await Promise.all(Object.values(checks).map((check) => check()));
    const results = Object.fromEntries(names.map((name, index) => [name, statuses[index] ?? "down"]));
    const ready = !draining() && required.every((name) => results[name] === "up");
    const degraded = Object.values(results).includes("down");
    const status = draining() ? "draining" : ready ? (degraded ? "degraded" : "up") : "down";
    response.set("Cache-Control", "no-store");
    response.status(ready ? 200 : 503).json({ status, checks: results });
  });
  return router;
}
