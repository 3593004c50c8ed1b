import {
  Agent,
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

const pollIntervalMs = 200;

interface Target {
  readonly port: number;
  readonly agent: Agent;
  ready: boolean;
}

/**
 * A load balancer in the manner of an Application Load Balancer: keeps connections to its targets, asks each for
 * its readiness, sends requests to the ready ones in turn, and never repeats a request.
 */
export class Balancer {
  readonly #targets: Target[] = [];
  readonly #server: Server;
  readonly #poll: NodeJS.Timeout;
  #turn = 0;

  constructor() {
    this.#server = createServer((incoming, outgoing) => {
      this.#forward(incoming, outgoing);
    });
    this.#poll = setInterval(() => {
      for (const target of this.#targets) this.#check(target);
    }, pollIntervalMs);
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  /** Adds a target that is known to be ready. */
  add(port: number): void {
    this.#targets.push({ port, agent: new Agent({ keepAlive: true, maxSockets: 32 }), ready: true });
  }

  remove(port: number): void {
    const index = this.#targets.findIndex((target) => target.port === port);
    this.#targets.splice(index, 1)[0]?.agent.destroy();
  }

  close(): void {
    clearInterval(this.#poll);
    this.#server.closeAllConnections();
    this.#server.close();
    for (const { agent } of this.#targets) agent.destroy();
  }

  #check(target: Target): void {
    const probe = request(
      { host: "127.0.0.1", port: target.port, path: "/readyz", agent: false },
      (response) => {
        target.ready = response.statusCode === 200;
        response.resume();
      },
    );
    probe.on("error", () => {
      target.ready = false;
    });
    probe.end();
  }

  #forward({ method, url, headers }: IncomingMessage, outgoing: ServerResponse): void {
    const ready = this.#targets.filter((target) => target.ready);
    const target = ready[this.#turn++ % ready.length];
    if (target === undefined) {
      outgoing.writeHead(503).end();
      return;
    }
    const { port, agent } = target;
    const forwarded = { ...headers, connection: "keep-alive" };
    const upstream = request(
      { host: "127.0.0.1", port, agent, method, path: url, headers: forwarded },
      (response) => {
        const kept = { ...response.headers };
        // Headers of one hop.
        delete kept.connection;
        delete kept["keep-alive"];
        outgoing.writeHead(response.statusCode ?? 502, kept);
        response.pipe(outgoing);
      },
    );
    upstream.on("error", () => {
      if (!outgoing.headersSent) outgoing.writeHead(502);
      outgoing.end();
    });
    upstream.end();
  }
}
