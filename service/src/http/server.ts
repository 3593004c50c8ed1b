import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "../log/logger.js";
import { answerMalformed } from "./malformed.js";

/**
 * Time a client has to send its headers, and its whole request. Both are counted from the first byte of a request, so
 * they may be shorter than the time that an idle connection is kept.
 */
const headersTimeoutMs = 20_000;
const requestTimeoutMs = 30_000;
/** How often those are looked at: a client gets this much more at most. */
const checkIntervalMs = 1000;
const closeIdleIntervalMs = 50;

export interface ServerOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** Time that an idle connection is kept, in ms. */
  readonly keepAliveTimeoutMs: number;
  readonly log: Logger;
  /** @default all interfaces */
  readonly host?: string;
  /** @default 20 s for the headers, 30 s for the request, looked at every second */
  readonly timeouts?: { readonly headersMs: number; readonly requestMs: number; readonly checkMs: number };
}

export interface HttpServer {
  readonly port: number;
  /** Refuses new connections, lets requests in flight finish for `timeoutMs`, then cuts what is left. */
  close(timeoutMs: number): Promise<void>;
}

/** Serves HTTP; resolves once the port accepts connections. */
export async function listen(listener: RequestListener, options: ServerOptions): Promise<HttpServer> {
  const { timeouts } = options;
  const server = createServer(
    {
      keepAliveTimeout: options.keepAliveTimeoutMs,
      headersTimeout: timeouts?.headersMs ?? headersTimeoutMs,
      requestTimeout: timeouts?.requestMs ?? requestTimeoutMs,
      connectionsCheckingInterval: timeouts?.checkMs ?? checkIntervalMs,
      // Node.js would answer without a body; the application answers with a problem document.
      requireHostHeader: false,
    },
    listener,
  );
  answerMalformed(server, options.log);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: (timeoutMs) => close(server, timeoutMs),
  };
}

async function close(server: Server, timeoutMs: number): Promise<void> {
  const idle = setInterval(() => {
    server.closeIdleConnections();
  }, closeIdleIntervalMs);
  const cut = setTimeout(() => {
    server.closeAllConnections();
  }, timeoutMs);
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeIdleConnections();
  });
  clearInterval(idle);
  clearTimeout(cut);
}
