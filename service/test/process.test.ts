import { get } from "node:http";
import { connect } from "node:net";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, inject, it } from "vitest";
import { serverBackends, type ServerBackend } from "./databases.js";
import { ServiceProcess } from "./process.js";

const started: ServiceProcess[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((service) => service.kill()));
});

function start(command: string[], variables: Record<string, string> = {}): ServiceProcess {
  const service = ServiceProcess.start(command, variables);
  started.push(service);
  return service;
}

async function databaseVariables(backend: ServerBackend): Promise<Record<string, string>> {
  const { engine, host, port, name, username, password } = await backend.create();
  return {
    DB_ENGINE: engine,
    DB_HOST: host,
    DB_PORT: String(port),
    DB_NAME: name,
    DB_USERNAME: username,
    DB_PASSWORD: password,
    DB_TLS: "off",
  };
}

/** No server answers there: the process starts all the same. */
const nowhere = {
  DB_ENGINE: "postgres",
  DB_HOST: "127.0.0.1",
  DB_PORT: "1",
  DB_USERNAME: "u",
  DB_PASSWORD: "hush",
};

describe("command line", () => {
  it("names the commands when given another", async () => {
    const service = start(["serve"]);
    expect(await service.exit).toBe(1);
    expect(service.errors).toBe('command: given "serve", allowed: web | worker | migrate\n');
  });

  it("names every problem of the environment, and no secret", async () => {
    const service = start(["web"], {
      PORT: "x",
      DB_ENGINE: "postgres",
      DB_PASSWORD: "hush",
      LOG_LEVEL: "loud",
    });
    expect(await service.exit).toBe(1);
    expect(service.errors.trim().split("\n")).toEqual([
      "The environment is not usable:",
      'PORT: given "x", allowed: a whole number from 0 to 65535',
      'LOG_LEVEL: given "loud", allowed: trace | debug | info | warn | error | fatal | silent',
      "DB_HOST: missing, required because DB_ENGINE is postgres",
      "DB_USERNAME: missing, required because DB_ENGINE is postgres",
    ]);
  });

  it.each([
    [
      ["web"],
      {},
      /^DB_ENGINE: given "embedded", allowed: postgres \| mysql, because .* is not installed here$/m,
    ],
    [["migrate"], {}, /^DB_ENGINE: given "embedded", allowed: postgres \| mysql/m],
    [["worker"], nowhere, /^QUEUE_URL: missing, required because/m],
    [
      ["web"],
      { ...nowhere, REDIS_HOST: "cache.test" },
      /^SESSION_SECRET or SESSION_SECRET_ARN: missing, required/m,
    ],
  ])("refuses %j where it cannot work", async (command, variables, message) => {
    const service = start(command, variables);
    expect(await service.exit).toBe(1);
    expect(service.errors).toMatch(message);
  });

  it("fails when the port is taken", async () => {
    const first = start([], nowhere);
    const { port } = await first.line(/^listening/);
    const second = start([], { ...nowhere, PORT: String(port) });
    expect(await second.exit).toBe(1);
    expect(JSON.stringify(second.lines) + second.errors).toContain("EADDRINUSE");
  });
});

describe("web process", () => {
  it("W1/W5: writes one JSON object per line, with the port once it listens", async () => {
    const service = start([], { ...nowhere, ENVIRONMENT: "test", SERVICE_VERSION: "1.2.3" });
    const url = await service.url();
    await fetch(url);
    service.signal("SIGTERM");
    expect(await service.exit).toBe(0);
    expect(service.noise).toEqual([]);
    expect(service.errors).toBe("");
    for (const line of service.lines) {
      expect(line).toMatchObject({ service: "web", version: "1.2.3", environment: "test" });
      expect(line["time"]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    }
    expect(service.lines.map(({ msg }) => msg)).toContain("metrics");
  });

  it("W6: is checked by the health check of the container", async () => {
    const service = start([], nowhere);
    const { port } = await service.line(/^listening/);
    const check = (): void => {
      const options = { env: { PORT: String(port) }, stdio: "pipe" } as const;
      execFileSync(process.execPath, [join(inject("bundle"), "healthcheck.js")], options);
    };
    expect(check).not.toThrow();
    service.signal("SIGTERM");
    await service.exit;
    expect(check).toThrow("unhealthy");
  });

  it("W5: drains: not ready at once, serving until the delay is over, then finishing what it began", async () => {
    const service = start([], { ...nowhere, SHUTDOWN_DELAY_SECONDS: "1" });
    const url = await service.url();
    // A request whose body is still on its way when the signal comes.
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    let answer = "";
    socket.setEncoding("utf8").on("data", (text: string) => (answer += text));
    const body = '{"url":"ftp://example.org/"}';
    const head = `POST /api/links HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: ${String(body.length)}`;
    socket.write(`${head}\r\n\r\n${body.slice(0, 5)}`);
    await sleep(100);
    const signaled = performance.now();
    service.signal("SIGTERM");
    await service.line(/^stopping/);
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ status: "draining" });
    const served = await fetch(url);
    expect(served.status).toBe(200);
    expect(served.headers.get("connection")).toBe("close");
    await sleep(1300);
    await expect(fetch(url)).rejects.toThrow();
    socket.write(body.slice(5));
    expect(await service.exit).toBe(0);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    // The request came before the signal, its answer after it.
    expect(answer).toMatch(/^connection: close$/im);
    expect(performance.now() - signaled).toBeGreaterThan(1000);
  });

  it("cuts requests that do not end in time", async () => {
    const service = start([], { ...nowhere, SHUTDOWN_TIMEOUT_SECONDS: "1" });
    const url = await service.url();
    const socket = connect(Number(new URL(url).port), "127.0.0.1").on("error", () => undefined);
    socket.write(
      "POST /api/links HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
    );
    await sleep(100);
    service.signal("SIGTERM");
    expect(await service.exit).toBe(0);
  });

  it.each([2, 6])("W5: is done, or ends itself, before a stop timeout of %i seconds", async (seconds) => {
    const service = start([], {
      ...nowhere,
      SHUTDOWN_DELAY_SECONDS: "",
      STOP_TIMEOUT_SECONDS: String(seconds),
    });
    const url = await service.url();
    // A request that never ends.
    const socket = connect(Number(new URL(url).port), "127.0.0.1").on("error", () => undefined);
    socket.write("POST /api/links HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n");
    socket.write("Content-Length: 9\r\n\r\n{");
    await sleep(100);
    const signaled = performance.now();
    service.signal("SIGTERM");
    expect(await service.exit).toBe(0);
    const took = performance.now() - signaled;
    expect(took).toBeLessThan(seconds * 1000);
    // As long as it may: what is in flight gets the time there is.
    expect(took).toBeGreaterThan(seconds * 700);
  });

  it("exits at once at a second signal", async () => {
    const service = start([], { ...nowhere, STOP_TIMEOUT_SECONDS: "120", SHUTDOWN_DELAY_SECONDS: "60" });
    await service.url();
    service.signal("SIGTERM");
    await service.line(/^stopping/);
    service.signal("SIGINT");
    expect(await service.exit).toBe(1);
  });

  it.each([
    [{}, 60],
    [{ LOAD_BALANCER_IDLE_TIMEOUT_SECONDS: "300" }, 300],
  ])("W5: keeps idle connections longer than the load balancer does: %j", async (told, balancer) => {
    const service = start([], { ...nowhere, ...told });
    const url = await service.url();
    const header = await new Promise<string | undefined>((resolve) => {
      get(url, { headers: { Connection: "keep-alive" } }, (response) => {
        response.resume();
        resolve(response.headers["keep-alive"] as string | undefined);
      });
    });
    const kept = Number(/timeout=(\d+)/.exec(header ?? "")?.[1]);
    expect(kept).toBeGreaterThan(balancer);
    expect(kept).toBeLessThanOrEqual(balancer + 5);
  });
});

describe.each(serverBackends)("processes on $name", (backend) => {
  describe.runIf(backend.available)("when it runs", () => {
    it("C7: migrate once although several do it at the same time, and again", async () => {
      const variables = await databaseVariables(backend);
      const processes = [1, 2, 3].map(() => start(["migrate"], variables));
      expect(await Promise.all(processes.map(({ exit }) => exit))).toEqual([0, 0, 0]);
      const applied = processes.flatMap(({ lines }) =>
        lines.flatMap((line) => (line["applied"] as string[] | undefined) ?? []),
      );
      expect(applied).toEqual(["0001_create_links", "0002_create_idempotency_keys"]);
      const again = start(["migrate"], variables);
      expect(await again.exit).toBe(0);
      expect(again.lines.map(({ msg }) => msg)).toContain("nothing to migrate");
    });

    it("are not ready before the migration, and are afterwards without a restart", async () => {
      const variables = await databaseVariables(backend);
      const service = start([], variables);
      const url = await service.url();
      expect((await fetch(`${url}/readyz`)).status).toBe(503);
      expect(await start(["migrate"], variables).exit).toBe(0);
      await sleep(1100);
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
    });

    it("fail liveness once the credentials are rejected for good", async () => {
      const variables = await databaseVariables(backend);
      const service = start([], {
        ...variables,
        DB_PASSWORD: "rotated meanwhile",
        DB_CREDENTIALS_GRACE_SECONDS: "1",
      });
      const url = await service.url();
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      expect((await fetch(`${url}/readyz`)).status).toBe(503);
      await sleep(1200);
      const response = await fetch(`${url}/healthz`);
      expect(response.status).toBe(503);
      expect(await response.text()).toContain("credentials");
      expect(JSON.stringify(service.lines)).not.toContain("rotated meanwhile");
    });
  });
});
