import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "../process/run";

const register = join(__dirname, "register.cjs");

describe("register", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "register-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });
  const node = (file: string) => run(process.execPath, ["-r", register, join(directory, file)]);
  const write = (file: string, content: string) => writeFileSync(join(directory, file), content);

  it("runs TypeScript with imports, parameter properties and types", async () => {
    write("part.ts", `export class Part { constructor(readonly name: string) {} }`);
    write(
      "main.ts",
      `import { Part } from "./part";\nconst part: Part = new Part("one");\nconsole.log(part.name);`,
    );
    expect((await node("main.ts")).stdout).toBe("one");
  });

  it("keeps line numbers, so that errors point into the source", async () => {
    write("main.ts", `interface Unused {\n  readonly a: string;\n}\n\nthrow new Error("here");\n`);
    await expect(node("main.ts")).rejects.toThrow(/main\.ts:5/);
  });

  it("compiles again what has changed", async () => {
    write("main.ts", `console.log("old" as string);`);
    expect((await node("main.ts")).stdout).toBe("old");
    write("main.ts", `console.log("new" as string);`);
    expect((await node("main.ts")).stdout).toBe("new");
  });

  it("says where a file can't be compiled", async () => {
    write("main.ts", `const = 1;`);
    await expect(node("main.ts")).rejects.toThrow(/main\.ts/);
  });
});
