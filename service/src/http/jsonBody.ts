import { json, type RequestHandler } from "express";
import { Problem } from "./problem.js";

/** Arrays and objects within each other; what is asked for here has a depth of 1. */
const maxDepth = 16;

const [quote, backslash] = [0x22, 0x5c];
const opening = [0x5b, 0x7b];
const closing = [0x5d, 0x7d];

/**
 * Reads a JSON body; nothing else gets past it. Bodies are taken as they are: nobody who sends a few kilobytes
 * compresses them, and a firewall does not see how long a compressed one becomes.
 *
 * @param limit bytes, in the notation of https://www.npmjs.com/package/bytes
 */
export function jsonBody(limit: string): RequestHandler {
  const read: RequestHandler = json({
    limit,
    inflate: false,
    verify: (_request, _response, body) => {
      if (deeperThan(maxDepth, body))
        throw new Problem(
          400,
          `Allowed are arrays and objects within each other to a depth of ${String(maxDepth)}.`,
        );
    },
  });
  return (request, response, next) => {
    read(request, response, (error?: unknown) => {
      if (error !== undefined) next(error);
      else if (request.body !== undefined) next();
      // `null`: there is no body at all.
      else if (request.is("json") === null)
        next(new Problem(400, "The request has no body; allowed is JSON."));
      else next(new Problem(415, "The body must be JSON (Content-Type: application/json)."));
    });
  };
}

/**
 * Whether brackets outside of strings are nested deeper. Looked at before parsing, because whatever works on a parsed
 * value is recursive, and ends in a stack overflow.
 */
function deeperThan(most: number, body: Buffer): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index] ?? 0;
    if (inString) {
      if (byte === backslash) index += 1;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (opening.includes(byte)) {
      depth += 1;
      if (depth > most) return true;
    } else if (closing.includes(byte)) depth -= 1;
  }
  return false;
}
