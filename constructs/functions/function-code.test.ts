import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { App, TerraformStack } from "cdktf";
import { unzipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { functionCode, zip } from "./function-code";

interface Manifest {
  readonly stacks: Readonly<Record<string, { readonly dependencies: readonly string[] }>>;
}

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "function-"));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

describe("the archive of a function", () => {
  it("holds its modules, and neither tests nor types", () => {
    const files = unzipSync(zip(join(__dirname, "..", "..", "functions", "forward-logs")));

    expect(Object.keys(files)).toEqual(["documents.mjs", "forwarder.mjs", "index.mjs"]);
  });

  it("holds what a TypeScript handler is made of, and Node runs it", () => {
    for (const [name, code] of [
      ["index.ts", `import { one } from "./one";\nexport const handler = (): number => one();\n`],
      ["one.ts", `import type { Two } from "./two";\nexport const one = (): Two => 1;\n`],
      ["two.ts", "export type Two = number;\n"],
      ["one.test.ts", "throw new Error();\n"],
    ] as const) {
      writeFileSync(join(directory, name), code);
    }
    const files = unzipSync(zip(directory));

    expect(Object.keys(files)).toEqual(["index.js"]);
    const bundle = join(directory, "bundle");
    mkdirSync(bundle);
    for (const [name, code] of Object.entries(files)) writeFileSync(join(bundle, name), code);
    const answer = execFileSync(process.execPath, ["-p", `require(${JSON.stringify(bundle)}).handler()`]);
    expect(answer.toString().trim()).toBe("1");
  });

  it("M6: of a canary holds its bundle at the root and where a layer has it", () => {
    const files = unzipSync(zip(join(__dirname, "..", "..", "functions", "check-url"), "canary"));

    expect(Object.keys(files)).toEqual(["index.js", "nodejs/node_modules/index.js"]);
    expect(files["nodejs/node_modules/index.js"]).toEqual(files["index.js"]);
  });

  it("of a function that connects to a database holds the driver, and that of the AWS SDK does not hold the SDK", () => {
    const size = (name: string) =>
      unzipSync(zip(join(__dirname, "..", "..", "functions", name)))["index.js"]?.length ?? 0;

    expect(size("set-postgres-password")).toBeGreaterThan(200_000);
    expect(size("rotate-secret")).toBeLessThan(20_000);
  });

  it("of the scaling function holds what decides, and not its tests", () => {
    const files = unzipSync(zip(join(__dirname, "..", "..", "functions", "scale-service")));

    expect(Object.keys(files)).toEqual(["index.js"]);
  });

  it("has the same bytes for the same sources, in every time zone", () => {
    writeFileSync(join(directory, "index.mjs"), "export const handler = () => 1;\n");
    const archive = (zone: string) =>
      execFileSync(
        process.execPath,
        [
          "-r",
          join(__dirname, "..", "..", "tools", "typescript", "register.cjs"),
          "-p",
          `Buffer.from(require("./function-code").zip(${JSON.stringify(directory)})).toString("base64")`,
        ],
        { cwd: __dirname, env: { ...process.env, TZ: zone }, encoding: "utf8" },
      );

    expect(archive("Pacific/Kiritimati")).toBe(archive("America/Los_Angeles"));
  });

  it("changes with its sources", () => {
    writeFileSync(join(directory, "index.mjs"), "export const handler = () => 1;\n");
    const before = zip(directory);
    writeFileSync(join(directory, "index.mjs"), "export const handler = () => 2;\n");

    expect(zip(directory)).not.toEqual(before);
  });

  it("leaves the order of stacks alone", () => {
    const app = new App({ outdir: directory });
    const network = new TerraformStack(app, "network");
    const data = new TerraformStack(app, "data");
    functionCode(data, "rotate-secret");
    data.addDependency(network);

    app.synth();

    const manifest = JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8")) as Manifest;
    expect(manifest.stacks["data"]?.dependencies).toEqual(["network"]);
  });

  it("is written beside the stack, and found from there wherever the output is moved to", () => {
    const app = new App({ outdir: directory });
    const code = functionCode(new TerraformStack(app, "data"), "rotate-secret");

    const written = readFileSync(join(directory, "stacks", "data", "functions", "rotate-secret.zip"));

    expect(code.path).toBe("${path.module}/functions/rotate-secret.zip");
    expect(code.hash).toBe(createHash("sha256").update(written).digest("base64"));
  });
});
