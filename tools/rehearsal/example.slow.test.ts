import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { run } from "../process/run";

const project = join(__dirname, "..", "..");
const temporary = mkdtempSync(join(tmpdir(), "example-"));
afterAll(() => {
  rmSync(temporary, { recursive: true });
});

// An application without database, cache, queue and rehearsal.json; continuous integration rehearses one with all of them.
it("C8, O3: the smallest application is rehearsed by the command that the documents name", async () => {
  const main = ["-r", "./tools/typescript/register.cjs", "tools/rehearsal/main.ts", "hello"];

  const { stdout } = await run(process.execPath, main, {
    cwd: project,
    env: { ...process.env, TMPDIR: temporary },
  });

  expect(stdout).toContain("GET /  ->  200 Hello World!");
  expect(stdout).not.toContain("NOT SHOWN");
  expect(stdout).toMatch(/The rehearsal of hello succeeded in /);
});
