import { describe, expect, it } from "vitest";
import { isNodeImage, parseDockerfile } from "./dockerfile";

describe("a Dockerfile", () => {
  it("C8: says what is started, and where", () => {
    const file = `
      # syntax=docker/dockerfile:1
      FROM node:24-slim
      WORKDIR /srv
      WORKDIR app
      COPY . .
      ENTRYPOINT ["node", "--enable-source-maps"]
      CMD [ "server.js" ]`;
    expect(parseDockerfile(file)).toEqual({
      base: "node:24-slim",
      entrypoint: ["node", "--enable-source-maps"],
      command: ["server.js"],
      shellForm: false,
      workdir: "/srv/app",
    });
  });

  it("C8: counts by its last stage, which may come from an earlier one", () => {
    const file = `
      ARG VERSION=22
      FROM golang:1 AS tools
      FROM --platform=$BUILDPLATFORM docker.io/library/node:\${VERSION}-alpine AS base
      WORKDIR /app
      CMD ["node", "main.js"]
      FROM base as Production
      RUN true
      FROM production`;
    expect(parseDockerfile(file)).toMatchObject({
      base: "docker.io/library/node:22-alpine",
      command: ["node", "main.js"],
      workdir: "/app",
    });
  });

  it.each([
    ["with a default", "ARG OTHER\nFROM ${IMAGE:-node:20}", "node:20"],
    ["in quotes", 'ARG IMAGE="node:20"\nFROM $IMAGE', "node:20"],
    ["that nobody gives a value", "ARG IMAGE\nFROM ${IMAGE}", ""],
  ])("C8: fills in an argument %s", (_title, file, base) => {
    expect(parseDockerfile(file).base).toBe(base);
  });

  it("C8: goes on after a line's end, comments in between, and skips here-documents", () => {
    const file =
      'FROM node:20\nRUN <<EOF\nCMD ["wrong"]\nEOF\nRUN a && \\\n  # why\n  b\nCMD ["node", \\\n "x.js"]';
    expect(parseDockerfile(file).command).toEqual(["node", "x.js"]);
  });

  it("C8: in shell form says nothing that could be started without the shell", () => {
    expect(parseDockerfile("FROM node:20\nCMD node server.js")).toMatchObject({
      command: undefined,
      shellForm: true,
    });
  });

  it("C8: with an entry point of its own does away with the command before it", () => {
    const file = 'FROM node:20\nCMD ["old"]\nENTRYPOINT ["node", "x.js"]';
    expect(parseDockerfile(file)).toMatchObject({ entrypoint: ["node", "x.js"], command: undefined });
  });

  it.each([
    ["node", true],
    ["node:24-slim", true],
    ["public.ecr.aws/docker/library/node:24@sha256:0", true],
    ["registry:5000/team/node@sha256:0", true],
    ["gcr.io/distroless/nodejs22-debian12", false],
    ["node-exporter:1", false],
    ["nginx", false],
  ])("C8: has Node.js on its PATH where it is based on %s: %s", (base, node) => {
    expect(isNodeImage(base)).toBe(node);
  });
});
