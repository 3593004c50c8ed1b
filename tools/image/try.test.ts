import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { environment, MINIMAL } from "../testing/synthesize";
import type { BuiltImage } from "./built-image";
import type { ContainerEngine } from "./engine";
import { ImageError, tryImage } from "./try";

/** Stands in for a container engine: its container is a server here. */
class Engine {
  readonly calls: string[] = [];
  server: Server | undefined;
  status = 200;
  /** Answers while it starts. */
  early: number[] = [];
  exitCode = "0";
  user = "101";

  async output(...args: string[]): Promise<string> {
    this.calls.push(args.join(" "));
    const [command] = args;
    if (command === "run") {
      this.server = createServer((_, response) => response.writeHead(this.early.pop() ?? this.status).end());
      await new Promise<void>((resolve) => this.server?.listen(0, "127.0.0.1", resolve));
      return "container";
    }
    if (command === "port") return `127.0.0.1:${(this.server?.address() as AddressInfo).port}`;
    if (command === "logs") return "what the application wrote";
    if (command === "inspect") return args.join(" ").includes("User") ? this.user : this.exitCode;
    return "";
  }
}

const image = { name: "app", tag: "0123-arm64", local: "webapp-test-app:0123-arm64" } as BuiltImage;
let engine = new Engine();
const tried = (app: object = {}, web: object = {}) => {
  const tested = environment({
    ...MINIMAL,
    images: { app: { directory: "examples/hello", ...app } },
    services: {
      web: { port: 3000, route: { healthCheck: { path: "/up" } }, stopTimeoutSeconds: 20, ...web },
      worker: {},
    },
  });
  return tryImage(engine as unknown as ContainerEngine, tested, image, { withinMs: 300 });
};

describe("C8: an image that is tried", () => {
  afterEach(() => {
    engine.server?.close();
    engine = new Engine();
  });

  it("runs hardened as its task will, is told its port, asked its health path, stopped and removed", async () => {
    expect(await tried({ writablePaths: ["/tmp"] })).toEqual(["web"]);
    const [run = "", ...others] = engine.calls;
    expect(run).toMatch(
      /^run --detach --cap-drop ALL --security-opt no-new-privileges --user 1000:1000 --read-only --tmpfs \/tmp --publish 127\.0\.0\.1::3000 .*--env PORT=3000 webapp-test-app:0123-arm64$/,
    );
    expect(others).toEqual([
      "port container 3000/tcp",
      "stop --time 20 container",
      "inspect --format {{.State.ExitCode}} container",
      "rm --force container",
    ]);
  });

  it("is waited for while it starts", async () => {
    engine.early = [503, 503];
    expect(await tried()).toEqual(["web"]);
  });

  it.each([
    [
      "another answer",
      { status: 404 },
      {},
      /GET \/up on port 3000 of .* answered 404; allowed is 200\. Does the application listen on PORT/,
    ],
    [
      "an end by force",
      { exitCode: "137" },
      {},
      /exit code 137 after SIGTERM: it has to finish within services\.web\.stopTimeoutSeconds \(20\)/,
    ],
    ["root as its user", { user: "0" }, { user: "image" }, /runs as root: name a USER in the Dockerfile/],
  ])("is refused for %s, with its log, and removed", async (_title, changes, app, message) => {
    engine = Object.assign(new Engine(), changes);
    const refused = tried(app);
    await expect(refused).rejects.toThrow(ImageError);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow("what the application wrote");
    expect(engine.calls.at(-1)).toBe("rm --force container");
  });

  it("is refused where nothing listens on its port", async () => {
    engine = new Engine();
    const answering = engine.output.bind(engine);
    engine.output = async (...args) => (args[0] === "port" ? "127.0.0.1:1" : answering(...args));
    await expect(tried()).rejects.toThrow(/GET \/up on port 3000 of .* answered nothing/);
  });
});
