import type { RequestHandler } from "express";
import { pinoHttp } from "pino-http";
import type { Logger } from "../log/logger.js";
import { requestId } from "./requestId.js";

/** Gives every request an id, echoes it, and logs the request once it is answered. */
export function requestLog(log: Logger): RequestHandler {
  return pinoHttp({
    logger: log,
    genReqId: (request, response) => {
      const id = requestId(request);
      response.setHeader("X-Request-Id", id);
      return id;
    },
  });
}
