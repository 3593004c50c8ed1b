import { STATUS_CODES } from "node:http";
import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import { DatabaseUnavailableError } from "../db/errors.js";
import type { Logger } from "../log/logger.js";

/** One thing that is wrong with the input. */
export interface InputError {
  /** JSON pointer into the body (`#/url`), or the name of the query parameter (`?limit`). */
  readonly at: string;
  readonly detail: string;
}

/** An answer other than success; the error handler turns it into a problem document. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly extra: {
      readonly errors?: readonly InputError[];
      readonly headers?: Record<string, string>;
    } = {},
  ) {
    super(detail);
    this.name = "Problem";
  }
}

export const retryAfterSeconds = 5;
const retryLater = { "Retry-After": String(retryAfterSeconds) };

export const problemType = "application/problem+json; charset=utf-8";

/** A problem document: https://www.rfc-editor.org/rfc/rfc9457 */
export function problemDocument({ status, detail, extra }: Problem, requestId: string): string {
  return JSON.stringify({
    type: "about:blank",
    title: STATUS_CODES[status],
    status,
    detail,
    ...(extra.errors && { errors: extra.errors }),
    requestId,
  });
}

function send(response: Response, problem: Problem): void {
  response
    .status(problem.status)
    .set({ ...problem.extra.headers, "Cache-Control": "no-store", "Content-Type": problemType })
    .send(problemDocument(problem, response.req.id));
}

/** What an error means to the client; everything unexpected is a 500 that reveals nothing. */
function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof DatabaseUnavailableError) {
    return new Problem(503, "The database is not available; try again later.", { headers: retryLater });
  }
  // Errors of Express and of the body parser carry a status and say whether their message may be shown.
  const { status, expose, message } = error as { status?: unknown; expose?: unknown; message?: unknown };
  if (typeof status === "number" && status >= 400 && status < 500) {
    return new Problem(
      status,
      expose === true && typeof message === "string" ? message : "The request is invalid.",
    );
  }
  return new Problem(500, "Something went wrong here; it was logged under the request id.");
}

/** Answers whatever no route answered. */
export const notFound: RequestHandler = (request) => {
  throw new Problem(404, `There is nothing at ${request.path}.`);
};

/** Refuses methods a path does not have. */
export function methodNotAllowed(allowed: readonly string[]): RequestHandler {
  const Allow = allowed.join(", ");
  return (request) => {
    throw new Problem(405, `${request.method} is not possible here, allowed: ${Allow}.`, {
      headers: { Allow },
    });
  };
}

/** Answers errors with problem documents. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const problem = problemOf(error);
    const { id: requestId } = request;
    // 500 with its stack; 503 without, because there may be one per request.
    if (problem.status === 500) log.error({ requestId, err: error }, "request failed");
    else if (problem.status > 500)
      log.warn({ requestId, reason: (error as Error).message }, "request failed");
    if (response.headersSent) next(error);
    else send(response, problem);
  };
}
