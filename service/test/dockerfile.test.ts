import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const lines = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8").split("\n");

describe("the Dockerfile", () => {
  it("W6: pins its base to a version and a digest, and has no other", () => {
    const file = lines("service/Dockerfile");
    const [base, ...others] = file.filter((line) => line.startsWith("ARG NODE_IMAGE"));
    expect(base).toMatch(
      /=public\.ecr\.aws\/docker\/library\/node:\d+\.\d+\.\d+-\w+-slim@sha256:[0-9a-f]{64}$/,
    );
    expect(others).toEqual([]);
    expect(file.filter((line) => line.startsWith("FROM"))).toEqual([
      "FROM ${NODE_IMAGE} AS build",
      "FROM ${NODE_IMAGE}",
    ]);
  });

  it("C6: lets nothing into the build context that it does not copy", () => {
    const allowed = lines("service/Dockerfile.dockerignore").filter((line) => line.startsWith("!"));
    expect(allowed).toEqual([
      "!package.json",
      "!package-lock.json",
      "!.npmrc",
      "!tsconfig.json",
      "!service/package.json",
      "!service/tsconfig.json",
      "!service/build.mjs",
      "!service/src",
    ]);
  });
});

it("is bundled for the oldest Node.js that package.json allows", () => {
  const { engines } = JSON.parse(lines("service/package.json").join("\n")) as { engines: { node: string } };
  expect(lines("service/build.mjs").join("\n")).toContain(`target: "node${engines.node.replace(">=", "")}"`);
});
