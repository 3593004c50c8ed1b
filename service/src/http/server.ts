import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Longer than the idle timeout of the load balancer (60 s by default), so that it is always the balancer that
 * closes an idle connection: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#connection-idle-timeout
 */
const keepAliveTimeoutMs = 65_000;
/** Time a client has to send its headers, and its whole request. */
const headersTimeoutMs = 20_000;
const requestTimeoutMs = 30_000;
const closeIdleIntervalMs = 50;

export interface HttpServer {
  readonly port: number;
  /** Refuses new connections, lets requests in flight finish for `timeoutMs`, then cuts what is left. */
  close(timeoutMs: number): Promise<void>;
}

/** Serves HTTP on all interfaces; resolves once the port accepts connections. */
export async function listen(listener: RequestListener, port: number): Promise<HttpServer> {
  const server = createServer(
    {
      keepAliveTimeout: keepAliveTimeoutMs,
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
    },
    listener,
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, resolve);
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
