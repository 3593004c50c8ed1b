import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestHandler } from "express";
import { pinoHttp } from "pino-http";
import type { Logger } from "../log/logger.js";
import { requestId } from "./requestId.js";

const probes = new Set<string | undefined>(["/healthz", "/readyz"]);

/** Gives every request an id, echoes it, and logs the request once it is answered; health probes at debug level. */
export function requestLog(log: Logger): RequestHandler {
  return pinoHttp({
    logger: log,
    genReqId: (request, response) => {
      const id = requestId(request);
      response.setHeader("X-Request-Id", id);
      return id;
    },
    quietReqLogger: true,
    wrapSerializers: false,
    serializers: {
      // Neither headers (cookies) nor the query (whatever a client puts there) are logged.
      req: ({ method, url }: IncomingMessage) => ({ method, path: url?.split("?", 1)[0] }),
      res: ({ statusCode }: ServerResponse) => ({ status: statusCode }),
    },
    customLogLevel: (request, response, error) => {
      if (error !== undefined || response.statusCode >= 500) return "error";
      return probes.has(request.url) ? "debug" : "info";
    },
  });
}
