import { Router } from "express";
import type { Check } from "./check.js";
import { methodNotAllowed } from "./problem.js";

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
  const route = (path: string, answer: () => Answer | Promise<Answer>): void => {
    router
      .route(path)
      .get(async (_request, response) => {
        const { usable, ...body } = await answer();
        response.set("Cache-Control", "no-store").status(usable ? 200 : 503);
        response.json(body);
      })
      .all(methodNotAllowed(["GET", "HEAD"]));
  };
  route("/healthz", () => {
    const reason = options.broken();
    return reason === undefined ? { usable: true, status: "up" } : { usable: false, status: "down", reason };
  });
  route("/readyz", async () => {
    const state = await readiness(options);
    return { usable: state.status !== "down" && state.status !== "draining", ...state };
  });
  route("/readyz/writes", async () => {
    const state = await readiness(options);
    return { usable: state.status === "up" || state.status === "degraded", ...state };
  });
  return router;
}

/** The body of an answer, and whether its status is 200 or 503. */
interface Answer {
  readonly usable: boolean;
  readonly [member: string]: unknown;
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
