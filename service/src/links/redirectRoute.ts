import { Router } from "express";
import type { ClickBuffer } from "../clicks/clickBuffer.js";
import { Problem, methodNotAllowed } from "../http/problem.js";
import { codePattern } from "./code.js";
import type { Links } from "./links.js";

export interface RedirectOptions {
  readonly links: Pick<Links, "resolve">;
  readonly clicks: Pick<ClickBuffer, "record">;
}

/** `GET /l/:code`: redirects and takes the click. */
export function redirectRoute({ links, clicks }: RedirectOptions): Router {
  const router = Router();
  router
    .route("/l/:code")
    .get(async (request, response) => {
      const { code } = request.params;
      const url = codePattern.test(code) ? await links.resolve(code) : undefined;
      if (url === undefined) throw new Problem(404, `There is no link ${JSON.stringify(code)}.`);
      if (request.method === "GET") clicks.record(code);
      // Not response.redirect(): that negotiates a body nobody sees. Not cacheable: every click is to be counted.
      response.writeHead(302, { Location: url, "Cache-Control": "no-store", "Content-Length": 0 }).end();
    })
    .all(methodNotAllowed(["GET", "HEAD"]));
  return router;
}
