import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { finished, FreshClone } from "../testing/fresh-clone";

const PARTS = ["--terraform", "--emulator"];

describe("the set-up of a fresh clone", () => {
  let clone: FreshClone;
  beforeEach(async () => {
    clone = await FreshClone.make();
  });
  afterEach(() => {
    clone.remove();
  });
  const ready = () =>
    [
      "node_modules/.package-lock.json",
      ".tools/bin/terraform",
      ".venv/bin/python",
      ".venv/.requirements",
    ].filter((path) => !clone.has(path));

  /** npm has begun. */
  const installing = () =>
    vi.waitFor(() => expect(clone.has("node_modules/half")).toBe(true), { timeout: 30_000, interval: 20 });

  it("installs everything, says what and where, and has nothing to do or to say a second time", async () => {
    const first = await clone.setUp(PARTS);
    expect(first.output).toMatch(
      /into node_modules \(npm ci\).*Downloading Terraform .* into \.tools\/bin.*into \.venv/s,
    );
    expect(first.code).toBe(0);
    expect(ready()).toEqual([]);
    const { calls } = clone;
    expect(await clone.setUp(PARTS)).toEqual({ code: 0, output: "" });
    expect(clone.calls).toEqual(calls);
  });

  it("installs no more than the part that was asked for", async () => {
    expect((await clone.setUp(["--packages"])).code).toBe(0);
    expect(clone.has(".tools/bin")).toBe(false);
    expect(clone.has(".venv")).toBe(false);
  });

  it("names the parts where another is asked for", async () => {
    const { code, output } = await clone.setUp(["--everything"]);
    expect(code).toBe(1);
    expect(output).toContain("given --everything; allowed are --packages, --terraform, --emulator");
    expect(clone.calls).toEqual([]);
  });

  it("prefers a Terraform on the PATH, also one that comes later", async () => {
    await clone.setUp(PARTS);
    clone.terraformOnPath("1.13.0");
    expect(await clone.setUp(PARTS)).toEqual({ code: 0, output: "" });
    expect(clone.has(".tools/bin/terraform")).toBe(false);
  });

  it("leaves one that is too old on the PATH as it is, and says so", async () => {
    clone.terraformOnPath("1.5.7");
    const { code, output } = await clone.setUp(PARTS);
    expect(code).toBe(0);
    expect(output).toContain("terraform is not Terraform 1.11 or later, and stays as it is");
    expect(clone.has("bin/terraform")).toBe(true);
    expect(ready()).toEqual([]);
  });

  it("does not mind a configuration of Terraform's that is not there", async () => {
    clone.terraformOnPath("1.13.0");
    expect((await clone.setUp(PARTS, { TF_CLI_CONFIG_FILE: "/nowhere/terraform.rc" })).code).toBe(0);
    expect(clone.has(".tools/bin/terraform")).toBe(false);
  });

  it("says what to do where npm reaches no registry, and goes on from there", async () => {
    const { code, output } = await clone.setUp(PARTS, { NPM_FAILS: "yes" });
    expect(code).toBe(1);
    expect(output).toMatch(/npm error network\n\nNot ready: npm could not install the packages.*npm ping/s);
    expect(output).not.toContain("    at ");
    expect((await clone.setUp(PARTS)).code).toBe(0);
    expect(ready()).toEqual([]);
  });

  it("keeps no environment that pip could not fill", async () => {
    const { code, output } = await clone.setUp(PARTS, { PIP_FAILS: "yes" });
    expect(code).toBe(1);
    expect(output).toContain("Is PyPI reachable?");
    expect(clone.has(".venv")).toBe(false);
    expect((await clone.setUp(PARTS)).code).toBe(0);
  });

  it("makes an environment anew that is half there", async () => {
    clone.write(".venv/pyvenv.cfg", "half");
    expect((await clone.setUp(PARTS)).code).toBe(0);
    rmSync(clone.path(".venv", ".requirements"));
    expect((await clone.setUp(PARTS)).output).toContain("into .venv");
    expect(ready()).toEqual([]);
  });

  it("makes it anew when its requirements have changed", async () => {
    await clone.setUp(PARTS);
    clone.write("tools/emulator/requirements.txt", "moto[server]==99.0.0\n");
    expect((await clone.setUp(PARTS)).output).toContain(
      "Installing the AWS emulator (moto 99.0.0) into .venv",
    );
  });

  it("replaces what is half there of Terraform, and notes that are no notes", async () => {
    clone.write(".tools/bin/terraform", "half");
    clone.write(".tools/ready.json", '{"half":');
    expect((await clone.setUp(PARTS)).code).toBe(0);
    expect(readFileSync(clone.path(".tools", "bin", "terraform"), "utf8")).toContain("terraform_version");
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "ends with what it has started on %s, and begins again",
    async (signal) => {
      const child = clone.start(PARTS, { NPM_WAITS: "30" });
      await installing();
      child.kill(signal);
      await once(child, "exit");
      const { code, output } = await clone.setUp(PARTS);
      expect(output).toMatch(/^Installing the packages .*npm ci/);
      expect(code).toBe(0);
      expect(ready()).toEqual([]);
    },
  );

  it("leaves signals to the command that runs in its process afterwards", async () => {
    const after =
      'require("./setup/main.cjs").main(["--packages"]).then(() => console.log(process.eventNames()))';
    clone.write("tools/command.cjs", after);
    const { code, output } = await finished(clone.start([], {}, "command.cjs"));
    expect(output).toContain("npm ci");
    expect(output).not.toMatch(/SIG(INT|TERM|HUP)/);
    expect(code).toBe(0);
  });

  it("waits for what one that was killed has started, and holds nobody up after that", async () => {
    const child = clone.start(PARTS, { NPM_WAITS: "2" });
    await installing();
    child.kill("SIGKILL");
    await once(child, "exit");
    const { code, output } = await clone.setUp(PARTS);
    expect(output).toContain("Another set-up of this clone is running");
    expect(code).toBe(0);
    expect(ready()).toEqual([]);
    expect(clone.calls.filter((call) => call.startsWith("npm ci"))).toHaveLength(1);
  });

  it("waits for another one, and does nothing twice", async () => {
    const both = [1, 2].map(() => finished(clone.start(PARTS, { NPM_WAITS: "1" })));
    const ends = await Promise.all(both);
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    expect(
      ends.filter(({ output }) => output.includes("Another set-up of this clone is running")),
    ).toHaveLength(1);
    expect(clone.calls.filter((call) => call.startsWith("npm ci"))).toHaveLength(1);
    expect(clone.calls.filter((call) => call === "pip")).toHaveLength(1);
    expect(clone.has(".tools/setup.lock")).toBe(false);
  });

  it.each([
    ["can't be written", "/dev/null/home", (cache: string) => expect(cache).toContain(".tools/npm-cache")],
    ["is there", undefined, (cache: string) => expect(cache).toBe("")],
  ])("gives npm a cache in the project where the home directory %s", async (_, home, check) => {
    expect((await clone.setUp(["--packages"], home === undefined ? {} : { HOME: home })).code).toBe(0);
    check(/cache=(.*)$/.exec(clone.calls[0] ?? "")?.[1] ?? "");
  });

  it("says in a sentence that it may not write into the clone", async () => {
    clone.write(".tools", "a file, no directory");
    const { code, output } = await clone.setUp(PARTS);
    expect(code).toBe(1);
    expect(output).toMatch(/Not ready: .*\.tools/);
    expect(output).not.toContain("    at ");
  });
});
