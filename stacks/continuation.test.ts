import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../tools/process/run";
import { appArguments } from "../tools/typescript/app-command";

const project = join(__dirname, "..");
const outputs = mkdtempSync(join(tmpdir(), "continuation-"));

/** Runs the app as `cdktf synth` does, on cdktf itself or with another package in its place. */
async function synthesizeWith(name: string, options: readonly string[]): Promise<string> {
  const directory = join(outputs, name);
  const env = { ...process.env, CDKTF_OUTDIR: directory };
  await run(process.execPath, [...options, "main.ts"], { cwd: project, env });
  return join(directory, "stacks");
}

const LOADER = ["-r", "./tools/typescript/register.cjs"];
const CONTINUATION = ["-r", "./tools/typescript/continuation.cjs"];

/** What every stack says, white space aside. The version of what wrote it is the only thing that may differ. */
function read(stacks: string): Map<string, string> {
  const text = (id: string) => readFileSync(join(stacks, id, "cdk.tf.json"), "utf8");
  const says = (id: string) => JSON.stringify(JSON.parse(text(id)));
  return new Map(
    readdirSync(stacks).map((id) => [id, says(id).replace(/"version":"0\.\d+\.\d+"/, '"version":""')]),
  );
}

let original: Map<string, string>;
let continued: Map<string, string>;
let plain: string;
beforeAll(async () => {
  plain = await synthesizeWith("cdktf", LOADER);
  original = read(plain);
  continued = read(await synthesizeWith("cdktn", [...LOADER, ...CONTINUATION]));
}, 120_000);
afterAll(() => {
  rmSync(outputs, { recursive: true });
});

describe("with the shortcuts that cdktf.json preloads", () => {
  it("O1: every file is the same as without them, byte for byte", async () => {
    const lean = await synthesizeWith("lean", appArguments(project));
    const files = readdirSync(plain, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    expect(files.length).toBeGreaterThan(20);
    for (const { parentPath, name } of files) {
      const file = join(parentPath, name);
      const same = readFileSync(file).equals(readFileSync(file.replace(plain, lean)));
      expect([file, same]).toEqual([file, true]);
    }
  }, 60_000);
});

describe("under cdktn, the continuation of cdktf", () => {
  it("O1: every environment has the same stacks", () => {
    expect([...continued.keys()]).toEqual([...original.keys()]);
    expect(original.size).toBeGreaterThan(10);
  });

  it("O1: every stack says the same, key by key in the same order", () => {
    const changed = [...original].filter(([id, text]) => continued.get(id) !== text).map(([id]) => id);
    expect(changed).toEqual([]);
  });

  it("O1: it is the continuation that was run", () => {
    const text = readFileSync(
      join(outputs, "cdktn", "stacks", [...original.keys()][0] ?? "", "cdk.tf.json"),
      "utf8",
    );
    expect(text).toContain('"version": "0.24.0"');
  });
});
