import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

export type Mode = "forward" | "refuse" | "hang";

/** Stands between a client and a server, to cut the connection or to let it hang. */
export class TcpProxy {
  /** Called with what the client sends; `false` keeps it from the server. */
  intercept: (data: Buffer) => boolean = () => true;
  /** How many connections there have been. */
  accepted = 0;
  #mode: Mode = "forward";
  readonly #pairs = new Map<Socket, Socket>();
  readonly #lost = new WeakSet<Socket>();

  private constructor(
    private readonly server: Server,
    /** Port that new connections are led to. */
    public target: number,
  ) {
    server.on("connection", (client) => {
      this.#accept(client);
    });
  }

  static async start(target: number): Promise<TcpProxy> {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    return new TcpProxy(server, target);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** `refuse` ends every connection; `hang` keeps them and passes nothing on; `forward` works again. */
  set mode(mode: Mode) {
    this.#mode = mode;
    if (mode !== "refuse") return;
    for (const client of this.#pairs.keys()) client.resetAndDestroy();
  }

  /** How many connections there are. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** The connections there are hang for good, as if their other end had vanished; new ones work. */
  loseConnections(): void {
    for (const client of this.#pairs.keys()) this.#lost.add(client);
  }

  async stop(): Promise<void> {
    this.mode = "refuse";
    await new Promise((resolve) => this.server.close(resolve));
  }

  #accept(client: Socket): void {
    client.on("error", () => undefined);
    if (this.#mode === "refuse") {
      client.resetAndDestroy();
      return;
    }
    this.accepted += 1;
    const upstream = connect(this.target, "127.0.0.1");
    this.#pairs.set(client, upstream);
    const passes = (): boolean => this.#mode === "forward" && !this.#lost.has(client);
    client.on("data", (data) => {
      if (passes() && this.intercept(data)) upstream.write(data);
    });
    upstream.on("data", (data) => {
      if (passes()) client.write(data);
    });
    upstream.on("error", () => client.destroy());
    upstream.on("close", () => client.destroy());
    client.on("close", () => {
      this.#pairs.delete(client);
      upstream.destroy();
    });
  }
}
