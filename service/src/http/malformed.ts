import { randomUUID } from "node:crypto";
import { STATUS_CODES, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Express } from "express";
import type { Logger } from "../log/logger.js";
import { Problem, problemDocument, problemType } from "./problem.js";

/** What Node.js could not take for a request, as far as the client can do something about it. */
const problems: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: new Problem(431, "The header fields are too large."),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: new Problem(413, "The chunk extensions are too large."),
  ERR_HTTP_REQUEST_TIMEOUT: new Problem(408, "The request took too long to arrive."),
};
const malformed = new Problem(400, "This is not a valid HTTP request.");
const noPath = new Problem(400, "The target of the request has no path.");
const noTunnel = new Problem(405, "CONNECT is not possible here.", { headers: { Allow: "GET, HEAD" } });
const noExpectation = new Problem(417, "The only expectation that can be met is 100-continue.");

/**
 * Answers with a problem document what never becomes a request of the application, and closes the connection: where
 * the next request would begin is not known.
 */
export function answerMalformed(server: Server, log: Logger): void {
  const refuse = (socket: Duplex, problem: Problem, reason: string): void => {
    const requestId = randomUUID();
    log.info({ requestId, status: problem.status, reason }, "no request");
    // Without that the connection would stay half open for as long as the client likes.
    socket.end(message(problem, requestId), () => socket.destroy());
  };
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || answers(socket)) socket.destroy();
    else refuse(socket, problems[error.code ?? ""] ?? malformed, error.code ?? error.message);
  });
  server.on("connect", (_request, socket) => {
    socket.on("error", () => undefined);
    refuse(socket, noTunnel, "CONNECT");
  });
  server.on("checkExpectation", (_request, response: ServerResponse) => {
    send(response, noExpectation);
  });
}

/**
 * The application without Express' own last answer, a page. It remains for a target in which no path is found, which
 * passes every middleware by, and for an answer that failed half-way.
 */
export function withLastAnswer(app: Express): RequestListener {
  return (request, response) => {
    // Its type knows no callback, which its documentation has: https://expressjs.com/en/api.html#app
    const handle = app as unknown as (...args: [...Parameters<RequestListener>, () => void]) => void;
    handle(request, response, () => {
      if (response.headersSent) request.socket.destroy();
      else send(response, noPath);
    });
  };
}

function send(response: ServerResponse, problem: Problem): void {
  const { body, headers } = answerTo(problem, randomUUID());
  response.writeHead(problem.status, headers).end(body);
}

/** Whether an answer has begun on the connection and not ended: a second one would be taken for its rest. */
function answers(socket: Duplex): boolean {
  const { _httpMessage: current } = socket as { _httpMessage?: ServerResponse | null };
  return current?.headersSent === true && !current.writableEnded;
}

function answerTo(problem: Problem, requestId: string): { body: string; headers: Record<string, string> } {
  const body = problemDocument(problem, requestId);
  const headers = {
    ...problem.extra.headers,
    "Content-Type": problemType,
    "Content-Length": String(Buffer.byteLength(body)),
    "Cache-Control": "no-store",
    "X-Request-Id": requestId,
    Connection: "close",
  };
  return { body, headers };
}

function message(problem: Problem, requestId: string): string {
  const { body, headers } = answerTo(problem, requestId);
  const status = `HTTP/1.1 ${String(problem.status)} ${STATUS_CODES[problem.status] ?? ""}`;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [status, ...lines, "", body].join("\r\n");
}
