import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { selectEnvironment } from "./environment";

const INPUT = {
  account: "111111111111",
  regions: [{ name: "us-east-1" }],
  images: { app: { reference: `nginx@sha256:${"0".repeat(64)}` } },
};
let project: string;
const write = (directory: string, name: string) => {
  mkdirSync(join(project, directory), { recursive: true });
  writeFileSync(join(project, directory, `${name}.ts`), `export default ${JSON.stringify(INPUT)};`);
};

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "select-"));
  for (const name of ["dev", "prod", "staging"]) write("environments", name);
  write("examples/hello/environments", "hello");
  write("examples/dev/environments", "dev");
});
afterAll(() => {
  rmSync(project, { recursive: true });
});
afterEach(() => {
  delete process.env["ENVIRONMENTS"];
});

describe("selectEnvironment", () => {
  it("O1: finds an environment by the name of its file", () => {
    expect(selectEnvironment(project, "staging").name).toBe("staging");
    expect(process.env["ENVIRONMENTS"]).toBeUndefined();
  });

  it.each([
    ["prd", 'environment: given "prd"; allowed are dev, prod, staging'],
    [undefined, "environment: given nothing; allowed are dev, prod, staging"],
  ])("O1: names those there are where there is no %s", (name, message) => {
    expect(() => selectEnvironment(project, name)).toThrow(message);
  });

  it("C8: finds an example's environment, and what is started afterwards is about it too", () => {
    expect(selectEnvironment(project, "hello").name).toBe("hello");
    expect(process.env["ENVIRONMENTS"]).toBe(join("examples", "hello", "environments"));
  });

  it("C8: prefers the project's own environment to an example of that name", () => {
    expect(selectEnvironment(project, "dev").name).toBe("dev");
    expect(process.env["ENVIRONMENTS"]).toBeUndefined();
  });
});
