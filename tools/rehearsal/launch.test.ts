import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { healthCheckOf } from "../../stacks/images";
import { environment, MINIMAL } from "../testing/synthesize";
import { Application, ApplicationError } from "./application";
import { askChecks, exercise } from "./exercise";
import { engineLaunch, type Launch, launchOf } from "./launch";
import { ManifestError, readManifest } from "./manifest";
import { preparation } from "./preparation";

let directory: string;
const write = (path: string, content: string) => {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), content);
};
const paths = () => ({ directory, context: directory, dockerfile: join(directory, "Dockerfile") });
const started = (dockerfile: string, command?: string[], manifest = {}) => {
  write("Dockerfile", dockerfile);
  const launch = launchOf(paths(), manifest, command);
  return typeof launch === "string" ? launch : [launch.program, ...launch.args([])];
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "launch-"));
  write("server.js", "");
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

describe("C8: how an application is started here", () => {
  const node = process.execPath;

  it.each([
    ["what CMD says", 'FROM node:24\nCMD ["node", "server.js"]', undefined, ["server.js"]],
    [
      "ENTRYPOINT with CMD",
      'FROM x\nENTRYPOINT ["node"]\nCMD ["server.js", "web"]',
      undefined,
      ["server.js", "web"],
    ],
    [
      "ENTRYPOINT with the command",
      'FROM x\nENTRYPOINT ["node", "server.js"]\nCMD ["a"]',
      ["b"],
      ["server.js", "b"],
    ],
    ["the command instead of CMD", 'FROM x\nCMD ["a"]', ["node", "server.js", "b"], ["server.js", "b"]],
  ])("is %s", (_title, dockerfile, command, args) => {
    expect(started(dockerfile, command)).toEqual([node, ...args]);
  });

  it("is with paths below the container's working directory in the application's own", () => {
    expect(started('FROM x\nWORKDIR /app\nCMD ["node", "/app/server.js"]')).toEqual([
      node,
      join(directory, "server.js"),
    ]);
  });

  it("is npm start where the Dockerfile uses a shell, or what it starts is not here", () => {
    write("package.json", '{ "scripts": { "start": "node server.js" } }');
    expect(started("FROM x\nCMD node server.js")).toEqual(["npm", "start"]);
    expect(started('FROM x\nCMD ["node", "dist/gone.js"]')).toEqual(["npm", "start"]);
    expect(started("FROM x")).toEqual(["npm", "start"]);
  });

  it("is what rehearsal.json says before all else, with the command after it", () => {
    const manifest = { start: ["node", "dist/main.js"] };
    expect(started('FROM x\nCMD ["other"]', ["web"], manifest)).toEqual([node, "dist/main.js", "web"]);
  });

  it.each([
    [
      "its image's own program",
      'FROM python\nCMD ["gunicorn", "app:app"]',
      "it is started with gunicorn, which belongs to its image",
    ],
    ["a file that is not here", 'FROM x\nCMD ["node", "dist/main.js"]', "dist/main.js after its build"],
    ["a shell", "FROM x\nCMD ./run", "its Dockerfile names no command"],
  ])("can not be %s, which is said", (_title, dockerfile, reason) => {
    expect(started(dockerfile)).toContain(reason);
  });

  it("is a container, hardened as it is applied, where there is an engine", () => {
    const { program, args } = engineLaunch("docker", "nginx@sha256:0", {
      user: "101:101",
      readOnly: true,
      writable: ["/tmp"],
      command: ["nginx"],
    });
    expect([program, ...args(["PORT", "DB_PASSWORD"])].join(" ")).toBe(
      "docker run --rm --network host --cap-drop ALL --security-opt no-new-privileges --user 101:101 --read-only --tmpfs /tmp --env PORT --env DB_PASSWORD nginx@sha256:0 nginx",
    );
  });
});

describe("C8: what an application needs first", () => {
  it.each([
    ["package-lock.json", ["npm", "ci", "--no-audit", "--no-fund"]],
    ["pnpm-lock.yaml", ["pnpm", "install", "--frozen-lockfile"]],
    ["yarn.lock", ["yarn", "install", "--immutable"]],
  ])("is its packages by %s", (file, command) => {
    write("package.json", "{}");
    write(file, "");
    expect(preparation(directory, {})).toEqual([command]);
  });

  it("is nothing where they are installed as the lockfile is, and its build where it has one", () => {
    write("package.json", '{ "scripts": { "build": "tsc" } }');
    write("package-lock.json", "{}");
    write("node_modules/.package-lock.json", "{}");
    expect(preparation(directory, {})).toEqual([["npm", "run", "build"]]);
    utimesSync(join(directory, "node_modules/.package-lock.json"), 1, 1);
    expect(preparation(directory, {})).toHaveLength(2);
  });

  it("is what rehearsal.json says, or nothing", () => {
    write("package.json", '{ "scripts": { "build": "tsc" } }');
    expect(preparation(directory, { setup: [], build: ["make"] })).toEqual([["make"]]);
    rmSync(join(directory, "package.json"));
    expect(preparation(directory, {})).toEqual([]);
  });
});

describe("C8: a rehearsal.json", () => {
  it("may be absent, or state some of it", () => {
    expect(readManifest(directory)).toEqual({});
    write("rehearsal.json", '{ "ready": "/up" }');
    expect(readManifest(directory)).toEqual({ ready: "/up" });
  });

  it.each([
    ["an unknown field", '{ "run": ["x"] }', "allowed are setup, build, start, ready, exercise"],
    ["a shell's line", '{ "start": "npm start" }', "start: "],
    ["a path without slash", '{ "ready": "up" }', "ready: "],
    ["no JSON", "{", "is no JSON"],
  ])("is refused with %s", (_title, text, message) => {
    write("rehearsal.json", text);
    expect(() => readManifest(directory)).toThrow(ManifestError);
    expect(() => readManifest(directory)).toThrow(message);
  });
});

describe("C8: an application that runs here", () => {
  const launch = (script: string): Launch => ({ program: process.execPath, args: () => ["-e", script] });
  const start = (script: string) =>
    Application.start(launch(script), { name: "web", environment: { GREETING: "hello" }, port: 3000 }, {});
  const SERVER = `require("http").createServer((q, r) => r.end(process.env.GREETING)).listen(process.env.PORT)`;

  it("is told its variables and its port, is waited for, and may end by the signal itself", async () => {
    const application = await start(SERVER);
    await application.ready("/");
    expect(await askChecks(application.url, [{ path: "/", status: 200, contains: "hello" }])).toEqual([
      "GET /  ->  200 hello",
    ]);
    await expect(askChecks(application.url, [{ path: "/", status: 200, contains: "bye" }])).rejects.toThrow(
      'GET /  ->  200 hello; expected is status 200 and the text "bye"',
    );
    await application.stop();
  });

  it("listens on another port where its own is taken, and is asked there", async () => {
    const other = createServer((_, response) => response.end("somebody else's"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const application = await Application.start(
      launch(SERVER),
      { name: "web", environment: { GREETING: "hello" }, port },
      {},
    );
    await application.ready("/");
    expect(application.url).not.toBe(`http://127.0.0.1:${port}`);
    expect(await askChecks(application.url, [{ path: "/", status: 200 }])).toEqual(["GET /  ->  200 hello"]);
    await application.stop();
    await new Promise((resolve) => other.close(resolve));
  });

  it("fails within its time where it listens on a port of its own choice", async () => {
    const elsewhere = await start(SERVER.replace("process.env.PORT", "0"));
    await expect(elsewhere.ready("/", 500)).rejects.toThrow(
      /web answered nothing for 0\.5 s; GET \/ has to answer 200 on the port in PORT\. See whether it listens there/,
    );
    await elsewhere.stop();
  });

  it("fails with its log where it ends, answers something else, or is not there", async () => {
    const ended = await start('console.error("no port"); process.exit(3)');
    await expect(ended.ready("/")).rejects.toThrow(ApplicationError);
    await expect(ended.ready("/")).rejects.toThrow(
      /web ended \(exit code 3\) before GET \/ answered 200\. What it wrote says why:\nno port/,
    );
    await expect(ended.running(10)).rejects.toThrow("instead of going on");

    const other = await start(SERVER.replace("r.end", "r.writeHead(404).end"));
    await expect(other.ready("/", 500)).rejects.toThrow("web answered 404 for 0.5 s");
    await other.stop();

    const gone = await Application.start(
      { program: "no-such-program", args: () => [] },
      { name: "web", environment: {}, port: undefined },
      {},
    );
    await expect(gone.ready("/", 500)).rejects.toThrow("it could not be started");
  });

  it("is used by its own exercise, which says in a sentence what it did", async () => {
    const options = { url: "http://127.0.0.1:1", directory, signal: new AbortController().signal };
    expect(await exercise(["node", "-e", "console.log('asked ' + process.env.URL)"], options)).toBe(
      "asked http://127.0.0.1:1",
    );
    await expect(
      exercise(["node", "-e", "console.error('no link'); process.exit(1)"], options),
    ).rejects.toThrow("no link");
  });
});

it("C8: the check that needs nothing but Node.js succeeds with 200, and with nothing else", async () => {
  const { services } = environment({
    ...MINIMAL,
    services: { web: { route: { healthCheck: { path: "/up" } } } },
  });
  const web = services["web"];
  if (web === undefined) throw new Error("there is no web");
  const [program = "", ...args] =
    healthCheckOf(web, { node: true } as Parameters<typeof healthCheckOf>[1])?.command ?? [];
  let status = 200;
  const server = createServer((request, response) =>
    response.writeHead(request.url === "/up" ? status : 404).end(),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const env = { ...process.env, PORT: String((server.address() as AddressInfo).port) };
  const ends = () =>
    new Promise<number>((resolve) => {
      const child = spawn(program, args, { env });
      child.once("close", (code) => resolve(code ?? -1));
    });
  expect(await ends()).toBe(0);
  status = 503;
  expect(await ends()).toBe(1);
  await new Promise((resolve) => server.close(resolve));
  expect(await ends()).toBe(1);
});
