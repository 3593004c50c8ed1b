import { describe, expect, it } from "vitest";
import { CommandError, end, run, start, stillEnding } from "./run";

const script = (code: string, ...args: string[]) => ["-e", code, ...args];
describe("run", () => {
  it("returns standard output, passes on every line of both streams, and hands over input", async () => {
    const lines: string[] = [];
    const code = `process.stdin.on("data", (d) => { console.log("got " + d); console.error("noted"); })`;
    const { stdout, output } = await run(process.execPath, script(code), {
      input: "word",
      onLine: (line) => lines.push(line),
    });
    expect(stdout).toBe("got word");
    expect(lines.sort()).toEqual(["got word", "noted"]);
    expect(output.split("\n").sort()).toEqual(["got word", "noted"]);
  });

  it("fails with the command, its exit code and the end of its output", async () => {
    const failing = run(process.execPath, script(`console.error("no such thing"); process.exit(3)`));
    await expect(failing).rejects.toThrow(CommandError);
    await expect(failing).rejects.toThrow(/failed with exit code 3\nno such thing/);
  });

  it("takes an exit code for an answer where it is told to", async () => {
    expect((await run(process.execPath, script("process.exit(2)"), { allow: [2] })).code).toBe(2);
  });

  it("says which program could not be started", async () => {
    await expect(run("no-such-program", [])).rejects.toThrow("no-such-program could not be started");
  });

  it("T2: interrupts a program that ends in its own way once, alone, and waits for it", async () => {
    const controller = new AbortController();
    // What it has started must not hear of it; it ends itself later than any grace time of this test.
    const inner = `process.on("SIGINT", () => console.log("child interrupted")); setInterval(() => {}, 100)`;
    const code = `
      const child = require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(inner)}], { stdio: "inherit" });
      let times = 0;
      process.on("SIGINT", () => {
        times += 1;
        setTimeout(() => { console.log("interrupted " + times); child.kill("SIGKILL"); process.exit(0); }, 1000);
      });
      console.log("ready");`;
    const lines: string[] = [];
    const running = run(process.execPath, script(code), {
      signal: controller.signal,
      endsInItsOwnWay: "dev-data",
      onLine: (line) => {
        lines.push(line);
        if (line === "ready") controller.abort(new Error("interrupted"));
      },
    });
    await expect(running).rejects.toThrow("interrupted");
    expect(lines).toEqual(["ready", "interrupted 1"]);
    expect(stillEnding()).toEqual([]);
  });

  it("stops the program when aborted, and does not start one afterwards", async () => {
    const controller = new AbortController();
    const running = run(process.execPath, script("setInterval(() => {}, 1000)"), {
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(new Error("interrupted")), 100);
    await expect(running).rejects.toThrow("interrupted");
    await expect(run(process.execPath, script(""), { signal: controller.signal })).rejects.toThrow(
      "interrupted",
    );
  });
});

describe("end", () => {
  it("ends a program together with what it has started", async () => {
    // The grandchild shares the output, which closes only when both are gone.
    const grandchild = `["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" }`;
    const parent = `require("node:child_process").spawn(process.execPath, ${grandchild}); console.log("ready"); setInterval(() => {}, 1000)`;
    const child = start(process.execPath, script(parent), { stdio: ["ignore", "pipe", "ignore"] });
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    let closed = false;
    child.stdout?.once("close", () => {
      closed = true;
    });

    await end(child);

    expect(closed).toBe(true);
  });

  it("uses force where asking does not help", async () => {
    const code = `process.on("SIGTERM", () => {}); console.log("ready"); setInterval(() => {}, 1000)`;
    const child = start(process.execPath, script(code), { stdio: ["ignore", "pipe", "ignore"] });
    await new Promise((resolve) => child.stdout?.once("data", resolve));

    await end(child, 200);

    expect(child.signalCode).toBe("SIGKILL");
  });
});
