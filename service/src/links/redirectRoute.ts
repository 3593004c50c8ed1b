import { Router, type Request } from "express";
import type { ClickBuffer } from "../clicks/clickBuffer.js";
import { Problem, methodNotAllowed } from "../http/problem.js";
import type { RateLimit } from "../http/rateLimit.js";
import { codePattern } from "./code.js";
import type { Links } from "./links.js";

export interface RedirectOptions {
  readonly links: Pick<Links, "resolve" | "resolveCached">;
  readonly clicks: Pick<ClickBuffer, "record">;
  /** Limits how many unknown codes a client may ask for; links that exist are not counted. */
  readonly limit: Pick<RateLimit, "count" | "exceededBy">;
}

/** `GET /l/:code`: redirects and takes the click. */
export function redirectRoute({ links, clicks, limit }: RedirectOptions): Router {
  const resolve = async (request: Request<{ code: string }>): Promise<string | undefined> => {
    const { code } = request.params;
    if (!codePattern.test(code)) return undefined;
    // Whoever tries codes costs the database nothing any more; what everybody follows is cached.
    return limit.exceededBy(request) ? links.resolveCached(code) : links.resolve(code);
  };
  const router = Router();
  router
    .route("/l/:code")
    .get(async (request, response) => {
      const { code } = request.params;
      const url = await resolve(request);
      if (url === undefined) {
        await limit.count(request);
        throw new Problem(404, `There is no link ${JSON.stringify(code)}.`);
      }
      if (request.method === "GET") clicks.record(code);
      // Not response.redirect(): that negotiates a body nobody sees. Not cacheable: every click is to be counted.
      response.writeHead(302, { Location: url, "Cache-Control": "no-store", "Content-Length": 0 }).end();
    })
    .all(methodNotAllowed(["GET", "HEAD"]));
  return router;
}
