import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "../process/run";

describe("the code cache", () => {
  let directory: string;
  const kept = () => join(directory, "node_modules", ".cache", "typescript");
  const code = () => readdirSync(kept()).map((name) => join(kept(), name));
  const write = (file: string, content: string) => writeFileSync(join(directory, file), content);
  const node = () =>
    run(process.execPath, ["-r", join(directory, "code-cache.cjs"), join(directory, "main.js")]).then(
      ({ stdout }) => stdout,
    );

  // A copy keeps what it makes next to packages of its own.
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "code-cache-"));
    mkdirSync(join(directory, "node_modules", "sucrase"), { recursive: true });
    write("node_modules/sucrase/package.json", "{}");
    for (const file of ["code-cache.cjs", "keep.cjs"]) {
      copyFileSync(join(__dirname, file), join(directory, file));
    }
    write("part.js", "exports.say = () => 'one';");
    write("main.js", "console.log(require('./part').say(), require.main === module, __filename.length > 9);");
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it("O1: runs the same from what it kept, and keeps it once", async () => {
    expect(await node()).toBe("one true true");
    const [file = ""] = code();
    const { ino } = statSync(file);
    expect(await node()).toBe("one true true");
    expect(statSync(file).ino).toBe(ino);
  });

  it("O1: notices a change that leaves the length as it was", async () => {
    await node();
    write("part.js", "exports.say = () => 'two';");
    expect(await node()).toBe("two true true");
  });

  it("O1: does without a file that is damaged, and makes it anew", async () => {
    await node();
    const [file = ""] = code();
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, 20));
    expect(await node()).toBe("one true true");
    expect(readFileSync(file).length).toBe(whole.length);
  });

  it("O1: can import ECMAScript modules, and says where an error is", async () => {
    write("module.mjs", "export const name = 'module';");
    write(
      "main.js",
      "import('./module.mjs').then(({ name }) => {\n  console.log(name);\n  throw new Error('here');\n});",
    );
    await node().catch(() => undefined);
    await expect(node()).rejects.toThrow(/module\n[^]*main\.js:3/);
  });
});
