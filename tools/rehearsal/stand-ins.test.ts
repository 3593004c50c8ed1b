import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AppliedContainer } from "./applied-task";
import { DatabaseMissingError, StandIns, whatIsMissing } from "./stand-ins";

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "stand-ins-"));
  for (const part of ["servers", "typescript"]) mkdirSync(join(project, "tools", part), { recursive: true });
  writeFileSync(join(project, "tools", "typescript", "register.cjs"), "");
});
afterEach(() => {
  rmSync(project, { recursive: true });
});

/** Puts a program in the place of the one that starts servers: it answers this, and waits as that one does. */
const answers = (answer: object) => {
  const program = `console.log(${JSON.stringify(JSON.stringify(answer))}); process.stdin.resume();`;
  writeFileSync(join(project, "tools", "servers", "stand-ins.ts"), program);
};
const TOLD = {
  DB_ENGINE: "postgres",
  DB_HOST: "database.internal",
  DB_NAME: "app",
  REDIS_HOST: "cache.internal",
  REDIS_AUTH_TOKEN: "token",
};
const start = () =>
  StandIns.start(project, [{ name: "web", environment: TOLD } as unknown as AppliedContainer]);

describe("servers that stand in for managed ones", () => {
  it("take their place in what the application is told, a line each", async () => {
    answers({ database: { port: 1, program: "/usr/bin/postgres" }, cache: { port: 2, program: "/redis" } });
    const standIns = await start();
    expect(standIns.used).toEqual(["database: /usr/bin/postgres", "cache: /redis"]);
    expect(standIns.redirect(TOLD)).toMatchObject({
      ...{ DB_HOST: "127.0.0.1", DB_PORT: "1", DB_TLS: "off" },
      ...{ REDIS_HOST: "127.0.0.1", REDIS_PORT: "2", REDIS_TLS: "off" },
    });
    await standIns.stop();
  });

  it("are none for a cache without Redis: one line says so, and the application is told of none", async () => {
    answers({
      database: { port: 1, program: "/usr/bin/postgres" },
      cache: { missing: "redis-server is not installed" },
    });
    const standIns = await start();
    expect(standIns.used[1]).toBe("cache: in the application's memory, redis-server is not installed");
    expect(Object.keys(standIns.redirect(TOLD)).filter((name) => name.startsWith("REDIS_"))).toEqual([]);
    await standIns.stop();
  });

  it("are missing without the database's: the services do not run, which is said; in CI it is a failure", async () => {
    answers({ database: { missing: "mariadbd is not installed" } });
    const starting = () => start().then(() => undefined);
    expect(await whatIsMissing(starting(), {})).toBe(
      "the database's server can't be had here: mariadbd is not installed",
    );
    await expect(whatIsMissing(starting(), { CI: "true" })).rejects.toThrow(DatabaseMissingError);
  });

  it("are not started for an application that needs none", async () => {
    const standIns = await StandIns.start(project, []);
    expect(standIns.used).toEqual([]);
    await standIns.stop();
  });
});
