import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProjectCopy } from "../testing/project-copy";

/** A copy of the project beside the applications that are asked about. */
let project: ProjectCopy;

/** Puts files of an application into the copy. */
function application(name: string, files: Readonly<Record<string, string>>): string {
  for (const [file, text] of Object.entries(files)) {
    const path = project.path("applications", name, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return `applications/${name}`;
}

/** Runs the command as npm does, with nobody at a terminal. */
function init(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["-r", "./tools/typescript/register.cjs", "tools/init/main.ts", ...args],
    { cwd: project.directory, encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

const file = (name: string) => project.path("environments", `${name}.ts`);
const PLACE = ["--account", "444444444444", "--region", "eu-central-1"];
let shop: string;

beforeAll(() => {
  project = new ProjectCopy();
  shop = application("shop", {
    Dockerfile: 'FROM node:24-slim\nCOPY . .\nEXPOSE 3000\nCMD ["node", "server.js"]\n',
    ".dockerignore": "node_modules\n",
    "package.json": JSON.stringify({ dependencies: { pg: "8.0.0" }, scripts: { start: "node server.js" } }),
  });
});

afterAll(() => {
  project.remove();
});

describe("npm run init", () => {
  it("writes what was decided and what the application says, and nothing else", () => {
    const { status, stdout, stderr } = init("shop", ...PLACE, "--application", shop);

    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(readFileSync(file("shop"), "utf8")).toBe(`import type { EnvironmentInput } from "./config/schema";

const environment: EnvironmentInput = {
  account: "444444444444",
  regions: [{ name: "eu-central-1" }],
  images: { app: { directory: "applications/shop" } },
  services: { web: { port: 3000, route: {} } },
  database: { engine: "postgres" },
};

export default environment;
`);
    expect(stdout).toContain("port 3000: EXPOSE in the Dockerfile");
    expect(stdout).toContain("Wrote environments/shop.ts");
    expect(stdout).toContain("npm run rehearse -- shop");
  });

  it("writes an environment that is synthesized like any other", () => {
    const { status, stderr } = project.synthesize();

    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(readdirSync(project.path("cdktf.out", "stacks"))).toContain("shop-eu-central-1-service");
  });

  it("leaves a file that is there as it was, unless it is told to replace it", () => {
    const before = readFileSync(file("dev"), "utf8");
    const args = ["dev", "--account", "111111111111", "--region", "us-east-1", "--application", shop];
    const { status, stderr } = init(...args);

    expect(status).toBe(1);
    expect(stderr).toBe("environments/dev.ts exists, and was left as it is. To replace it: --overwrite\n");
    expect(readFileSync(file("dev"), "utf8")).toBe(before);

    expect(init(...args, "--overwrite").status).toBe(0);
    expect(readFileSync(file("dev"), "utf8")).not.toBe(before);
    writeFileSync(file("dev"), before);
  });

  it("takes the region of the state from the environment that shares the account", () => {
    const { status } = init(
      "twin",
      "--account",
      "111111111111",
      "--region",
      "eu-west-1",
      "--application",
      shop,
    );

    expect(status).toBe(0);
    expect(readFileSync(file("twin"), "utf8")).toContain('stateRegion: "us-east-1"');
  });

  it("names every option that is missing where nobody can be asked", () => {
    const { status, stderr } = init("nobody", "--region", "us-east-1");

    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^Nobody can be asked here; missing: --account <id>, --application <directory>, --port <number>\. /,
    );
    expect(existsSync(file("nobody"))).toBe(false);
  });

  it.each([
    ["a name", ["Shop"], '<name>: given "Shop"; allowed is a file name of 2 to 10 lower-case letters'],
    ["an account", ["bad", "--account", "12"], '--account <id>: given "12"; must be an AWS account id'],
    ["a region", ["bad", "--account", "222222222222", "--region", "moon"], "--region <region>: "],
    ["a domain", ["bad", ...PLACE, "--domain", "no"], '--domain <name>: given "no"; must be a domain name'],
    ["an application", ["bad", ...PLACE, "--application", "nowhere"], "a directory that exists"],
    [
      "an application without a Dockerfile",
      ["bad", ...PLACE, "--application", "docs"],
      "a Dockerfile that exists",
    ],
    [
      "a port",
      ["bad", ...PLACE, "--application", "applications/shop", "--port", "80"],
      "--port <number>: given 80",
    ],
    [
      "a health path",
      ["bad", ...PLACE, "--application", "applications/shop", "--health", "up"],
      '--health <path>: given "up"; must be a path that starts with "/"',
    ],
    ["a database", ["bad", "--database", "oracle"], "Allowed choices are none, postgres, mysql,"],
  ])("refuses %s by the rules of the configuration, and writes nothing", (_title, args, sentence) => {
    const { status, stderr } = init(...args);

    expect(status).toBe(1);
    expect(stderr).toContain(sentence);
    expect(readdirSync(project.path("environments")).filter((name) => /bad|Shop/.test(name))).toEqual([]);
  });
});
