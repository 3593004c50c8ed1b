import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** What is taken over from a client: short, and nothing that could forge a log line or a header. */
const acceptable = /^[\w=;:.+/@-]{1,128}$/;

/**
 * The id of a request: `X-Request-Id`, or the load balancer's `X-Amzn-Trace-Id`, or a new one.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html
 */
export function requestId(request: IncomingMessage): string {
  for (const name of ["x-request-id", "x-amzn-trace-id"]) {
    const given = request.headers[name];
    if (typeof given === "string" && acceptable.test(given)) return given;
  }
  return randomUUID();
}
