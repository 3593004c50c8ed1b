import { Router, type Request } from "express";
import type * as z from "zod";
import { jsonBody } from "../http/jsonBody.js";
import { methodNotAllowed, Problem } from "../http/problem.js";
import { validate } from "../http/validate.js";
import type { linkAnswer, linksAnswer } from "../openapi/answers.js";
import { visitorOf } from "../sessions/visitor.js";
import { codePattern } from "./code.js";
import { encodeCursor } from "./cursor.js";
import { idempotencyKeyPattern, linkInput, listQuery } from "./input.js";
import type { Link } from "./linkRepository.js";
import type { Links } from "./links.js";

/** Larger than the longest allowed URL in JSON with every character escaped. */
const maxBodySize = "16kb";

export interface LinkRoutesOptions {
  readonly links: Links;
  /** Base of short URLs; that of the request when absent. */
  readonly publicUrl: URL | undefined;
  /** Hosts of this service besides, to which no link may lead. */
  readonly ownHosts: readonly string[];
}

type Shown = Pick<Link, "code" | "url" | "clicks" | "createdAt">;

/** `/api/links`: a visitor's own links. */
export function linkRoutes({ links, publicUrl, ownHosts }: LinkRoutesOptions): Router {
  const router = Router();
  const base = (request: Request): string =>
    publicUrl?.href.replace(/\/$/, "") ?? `${request.protocol}://${hostOf(request)}`;
  const shown = (request: Request, { code, url, clicks, createdAt }: Shown): z.infer<typeof linkAnswer> => ({
    code,
    url,
    shortUrl: `${base(request)}/l/${code}`,
    clicks,
    createdAt: createdAt.toISOString(),
  });

  const make = async (request: Request, url: string): Promise<Shown> => {
    const { visitor } = request.session;
    const owner = visitor ?? visitorOf(request.sessionID);
    const key = idempotencyKey(request);
    if (key === undefined) {
      request.session.visitor = owner;
      return links.create(url, owner);
    }
    const made = await links.createOnce(key, url, visitor, owner);
    if (made.url !== url) throw keyReused;
    // A client without session that repeats a request gets the link, and not the session that the first answer began.
    if (made.owner === owner) request.session.visitor = owner;
    return { clicks: 0, ...made };
  };

  router.use((_request, response, next) => {
    response.set("Cache-Control", "no-store");
    next();
  });

  router
    .route("/")
    .post(jsonBody(maxBodySize), async (request, response) => {
      const hosts = [...ownHosts, hostOf(request), ...(publicUrl ? [publicUrl.host] : [])];
      const { url } = validate(linkInput(hosts), request.body, "body");
      const link = shown(request, await make(request, url));
      response.status(201).location(`/api/links/${link.code}`).json(link);
    })
    .get(async (request, response) => {
      const { limit, cursor } = validate(listQuery, request.query, "query");
      const { visitor } = request.session;
      const page = visitor === undefined ? undefined : await links.list(visitor, limit, cursor);
      const next = page?.next === undefined ? null : encodeCursor(page.next);
      if (next !== null) response.links({ next: `/api/links?limit=${String(limit)}&cursor=${next}` });
      const answer: z.infer<typeof linksAnswer> = {
        links: page?.links.map((link) => shown(request, link)) ?? [],
        next,
      };
      response.json(answer);
    })
    .all(methodNotAllowed(["GET", "HEAD", "POST"]));

  router
    .route("/:code")
    .get(async (request, response) => {
      const { visitor } = request.session;
      const link = visitor === undefined ? undefined : await links.find(knownCode(request), visitor);
      if (link === undefined) throw missing(request);
      response.json(shown(request, link));
    })
    .delete(async (request, response) => {
      const { visitor } = request.session;
      const deleted = visitor !== undefined && (await links.delete(knownCode(request), visitor));
      if (!deleted) throw missing(request);
      response.status(204).end();
    })
    .all(methodNotAllowed(["DELETE", "GET", "HEAD"]));

  return router;
}

const keyReused = new Problem(
  422,
  "This Idempotency-Key was used for another URL; every request needs a new one.",
);

/**
 * The key under which a request may be repeated.
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
function idempotencyKey(request: Request): string | undefined {
  const key = request.headers["idempotency-key"];
  if (key === undefined || (typeof key === "string" && idempotencyKeyPattern.test(key))) return key;
  throw new Problem(400, "Allowed as Idempotency-Key are 1 to 255 visible ASCII characters, such as a UUID.");
}

/**
 * The host that was asked, as load balancers pass it on. Not Express' `request.host`: that is X-Forwarded-Host where
 * proxies are trusted, which a load balancer does not set, so whoever asks could.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 */
function hostOf(request: Request): string {
  return request.headers.host ?? "localhost";
}

function knownCode(request: Request<{ code: string }>): string {
  if (!codePattern.test(request.params.code)) throw missing(request);
  return request.params.code;
}

function missing(request: Request<{ code: string }>): Problem {
  return new Problem(404, `You have no link ${JSON.stringify(request.params.code)}.`);
}
