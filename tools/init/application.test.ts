import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lookAt } from "./application";

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "application-"));
});
afterEach(() => {
  rmSync(project, { recursive: true });
});

/** What is found in an application with these files. */
function found(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, name)), { recursive: true });
    writeFileSync(join(project, name), text);
  }
  return lookAt(project, "app");
}

const packageJson = (content: object) => ({ "app/package.json": JSON.stringify(content) });

describe("the port", () => {
  it.each([
    ["EXPOSE", "FROM node\nEXPOSE 3000\n", 3000],
    ["ENV PORT, which counts before EXPOSE", "FROM node\nENV PORT=4000\nEXPOSE 3000\n", 4000],
    ["ENV with several variables", "FROM node\nENV NODE_ENV=production PORT=4001\n", 4001],
    ["ENV in its old form", "FROM node\nENV PORT 4002\n", 4002],
    ["EXPOSE with a protocol", "FROM node\nEXPOSE 5000/tcp\n", 5000],
    ["the last stage", "FROM node AS build\nEXPOSE 3000\nFROM node\nEXPOSE 3001\n", 3001],
    ["nothing below 1024", "FROM nginx\nEXPOSE 80\n", undefined],
    ["no other variable", "FROM node\nENV DB_PORT=5432\n", undefined],
  ])("comes from %s", (_title, text, port) => {
    expect(found({ "app/Dockerfile": text }).port).toBe(port);
  });

  it("comes from the start script where the Dockerfile says nothing", () => {
    const script = packageJson({ scripts: { start: "next start -p 3005" } });
    expect(found({ "app/Dockerfile": "FROM node\n", ...script })).toMatchObject({
      port: 3005,
      portSource: "the start script in package.json",
    });
  });
});

describe("the command", () => {
  const start = packageJson({ scripts: { start: "node server.js" } });

  it.each(['CMD ["node", "server.js"]', "CMD node server.js", 'ENTRYPOINT ["node"]'])(
    "is the image's own after %s",
    (line) => {
      expect(found({ "app/Dockerfile": `FROM node\n${line}\n`, ...start }).command).toBeUndefined();
    },
  );

  it("is npm start where the image has none", () => {
    expect(found({ "app/Dockerfile": "FROM node\n", ...start }).command).toEqual(["npm", "start"]);
  });
});

describe("the context", () => {
  it("is the directory that holds what the Dockerfile copies", () => {
    const files = { "package-lock.json": "{}", ...packageJson({}) };
    expect(
      found({ ...files, "app/Dockerfile": "FROM node\nCOPY package.json ./\n" }).context,
    ).toBeUndefined();
    expect(found({ ...files, "app/Dockerfile": "FROM node\nCOPY package-lock.json ./\n" }).context).toBe(
      "..",
    );
    expect(
      found({ ...files, "app/Dockerfile": "FROM node AS build\nFROM node\nCOPY --from=build /x ./\n" })
        .context,
    ).toBeUndefined();
  });
});

describe("what it connects to", () => {
  it.each([
    [{ pg: "8" }, { database: "postgres", cache: false, queue: false }],
    [
      { mysql2: "3", ioredis: "5" },
      { database: "mysql", cache: true, queue: false },
    ],
    [{ "@aws-sdk/client-sqs": "3" }, { database: undefined, cache: false, queue: true }],
    [{}, { database: undefined, cache: false, queue: false }],
  ])("follows from its packages: %j", (dependencies, expected) => {
    expect(found({ "app/Dockerfile": "FROM node\n", ...packageJson({ dependencies }) })).toMatchObject(
      expected,
    );
  });

  it("is nothing where there is no package.json", () => {
    expect(found({ "app/Dockerfile": "FROM nginx\n" })).toMatchObject({ database: undefined });
  });
});
