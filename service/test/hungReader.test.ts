import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, inject, it } from "vitest";
import { freePort, stopChild } from "../../tools/servers/program.js";

const children: ChildProcess[] = [];
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => stopChild(child, "SIGKILL")));
});

/** Resident memory in MiB. */
const memory = ({ pid }: ChildProcess): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8"))?.[1]) / 1024;

/** A web process whose standard output nobody reads. */
async function startUnread() {
  const port = await freePort();
  const environment = {
    ...{ DB_ENGINE: "postgres", DB_HOST: "127.0.0.1", DB_PORT: "1", DB_USERNAME: "u", DB_PASSWORD: "hush" },
    ...{ PORT: String(port), STOP_TIMEOUT_SECONDS: "4" },
  };
  // A small young generation: what is garbage is collected soon, and does not hide what is kept.
  const child = spawn(
    process.execPath,
    ["--max-semi-space-size=1", join(inject("bundle"), "main.js"), "web"],
    {
      env: environment,
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  children.push(child);
  const request = (path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      get({ host: "127.0.0.1", port, path, timeout: 2000 }, (response) => {
        response.resume().on("end", () => {
          resolve(response.statusCode);
        });
      })
        .on("timeout", () => {
          reject(new Error("no answer"));
        })
        .on("error", reject);
    });
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if ((await request("/").catch(() => undefined)) === 200) return { child, request };
    await sleep(50);
  }
  throw new Error("did not start");
}

/** Each leaves a line of 8 KB in the log. */
async function makeLines(
  request: (path: string) => Promise<number | undefined>,
  count: number,
): Promise<void> {
  const path = `/${"x".repeat(8000)}`;
  for (let index = 0; index < count; index += 20)
    expect(await Promise.all(Array.from({ length: 20 }, () => request(path)))).not.toContain(undefined);
}

describe("W5: a reader of standard output that hangs", () => {
  it("does not stop the service or fill its memory, and learns later how many lines it missed", async () => {
    const { child, request } = await startUnread();
    await makeLines(request, 1000);
    const before = process.platform === "linux" ? memory(child) : 0;
    await makeLines(request, 9000);
    const grown = process.platform === "linux" ? memory(child) - before : 0;
    // 72 MB of lines were written meanwhile; what is garbage makes up to 30.
    expect(grown).toBeLessThan(50);

    let text = "";
    child.stdout.setEncoding("utf8").on("data", (data: string) => (text += data));
    await sleep(1500);
    await makeLines(request, 20);
    child.kill("SIGTERM");
    await once(child, "close");
    expect(child.exitCode).toBe(0);
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const missed = lines.reduce((sum, { dropped }) => sum + (typeof dropped === "number" ? dropped : 0), 0);
    const requests = lines.filter(({ msg, path }) => msg === "request" && String(path).length > 8000);
    expect(missed).toBeGreaterThan(9000);
    expect(requests.length + missed).toBeGreaterThanOrEqual(10_020);
    expect(lines.at(-1)).toMatchObject({ msg: "stopped" });
  });

  it("does not keep the process from ending in its time", async () => {
    const { child, request } = await startUnread();
    await makeLines(request, 400);
    const signaled = performance.now();
    child.kill("SIGTERM");
    await once(child, "exit");
    expect(child.exitCode).toBe(0);
    expect(performance.now() - signaled).toBeLessThan(4000);
  });

  it("does not end the service when it goes away", async () => {
    const { child, request } = await startUnread();
    child.stdout.destroy();
    await makeLines(request, 200);
    expect(await request("/")).toBe(200);
    expect(child.exitCode).toBeNull();
  });
});
