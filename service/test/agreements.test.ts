import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { environmentSchema } from "../../environments/config/schema.js";
import { container } from "../../tools/testing/containers.js";
import { MINIMAL, synthesize } from "../../tools/testing/synthesize.js";

const project = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string): string => readFileSync(join(project, file), "utf8");
const document = read("docs/agreements.md");

describe("docs/agreements.md", () => {
  it("C2: names what this application reads", () => {
    const rows = document.split("\n").filter((line) => line.startsWith("| "));
    const told = rows.flatMap((row) => /^\| `([A-Z_]+)`/.exec(row)?.[1] ?? []);
    const known = read("service/src/config/environment.ts");
    expect(told.length).toBeGreaterThan(3);
    for (const name of told) expect(known).toMatch(new RegExp(`^  ${name}: `, "m"));
  });

  it("names files of this application that exist", () => {
    const files = [...document.matchAll(/`(service\/[\w./-]+\.ts)`/g)].map(([, file = ""]) => file);
    expect(files.length).toBeGreaterThan(4);
    expect(files.filter((file) => !existsSync(join(project, file)))).toEqual([]);
  });

  it("C5: is right that a readiness check is over before any health check that may be configured gives up", () => {
    const [, ms] = /^const timeoutMs = (\d+);/m.exec(read("service/src/http/check.ts")) ?? [];
    const shortest = (timeoutSeconds: number): boolean =>
      environmentSchema.safeParse({
        ...MINIMAL,
        services: { web: { route: { healthCheck: { timeoutSeconds, intervalSeconds: 300 } } } },
      }).success;
    const seconds = Array.from({ length: 120 }, (_, index) => index + 1).find(shortest) ?? 0;
    // Route 53's own is always two seconds.
    expect(Number(ms)).toBeLessThan(Math.min(seconds, 2) * 1000);
  });

  it("C2: is right that the container's health check waits longer than its command", () => {
    const [, ms] = /^const timeoutMs = (\d+);/m.exec(read("service/src/healthcheck.ts")) ?? [];
    const stack = synthesize({ test: { ...MINIMAL, services: { web: { route: {} } } } });
    const { healthCheck } = container(stack.get("test-us-east-1-service"), "web") as unknown as {
      healthCheck: { timeout: number };
    };
    expect(Number(ms)).toBeLessThan(healthCheck.timeout * 1000);
  });
});
