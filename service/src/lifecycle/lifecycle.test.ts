import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createTestLog, silentLog } from "../../test/log.js";
import { Lifecycle } from "./lifecycle.js";

describe("W5: Lifecycle", () => {
  it("drains at once, stops after the delay, and in reverse order", async () => {
    const lifecycle = new Lifecycle({ delayMs: 60, timeoutMs: 5000, graceMs: 1000, log: silentLog });
    const stopped: string[] = [];
    for (const name of ["database", "queue", "http"]) {
      lifecycle.onStop(name, async () => {
        await sleep(1);
        stopped.push(name);
      });
    }
    expect(lifecycle.draining).toBe(false);
    const code = lifecycle.stop("SIGTERM");
    expect(lifecycle.draining).toBe(true);
    await sleep(20);
    expect(stopped).toEqual([]);
    expect(await code).toBe(0);
    expect(stopped).toEqual(["http", "queue", "database"]);
  });

  it("stops the rest when one step fails, and reports it in the exit code", async () => {
    const { log, lines } = createTestLog();
    const lifecycle = new Lifecycle({ delayMs: 0, timeoutMs: 5000, graceMs: 1000, log });
    const stopped: string[] = [];
    lifecycle.onStop("database", () => {
      stopped.push("database");
    });
    lifecycle.onStop("queue", () => Promise.reject(new Error("on purpose")));
    expect(await lifecycle.stop("SIGTERM")).toBe(1);
    expect(stopped).toEqual(["database"]);
    expect(lines).toContainEqual(expect.objectContaining({ msg: "stopping failed", step: "queue" }));
  });

  it("tells each step the time that is left for all of them", async () => {
    const lifecycle = new Lifecycle({ delayMs: 50, timeoutMs: 3000, graceMs: 1000, log: silentLog });
    const remaining: number[] = [];
    for (let step = 0; step < 2; step += 1) {
      lifecycle.onStop("step", async (ms) => {
        remaining.push(ms);
        await sleep(200);
      });
    }
    await lifecycle.stop("SIGTERM");
    expect(remaining[0]).toBeGreaterThan(2900);
    expect(remaining[1]).toBeLessThan(2850);
  });

  it("stops once, however often it is told to", async () => {
    const lifecycle = new Lifecycle({ delayMs: 0, timeoutMs: 5000, graceMs: 1000, log: silentLog });
    let stops = 0;
    lifecycle.onStop("http", () => {
      stops += 1;
    });
    await Promise.all([lifecycle.stop("a"), lifecycle.stop("b")]);
    expect(stops).toBe(1);
  });
});
