import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { environmentSchema } from "../../environments/config/schema";
import { container, variables } from "../testing/containers";
import { MINIMAL, synthesize } from "../testing/synthesize";

const root = join(__dirname, "..", "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const document = read("docs/agreements.md");
const rows = document.split("\n").filter((line) => line.startsWith("| "));
const told = rows.flatMap((row) => /^\| `([A-Z_]+)`/.exec(row)?.[1] ?? []);

describe("docs/agreements.md", () => {
  const stack = synthesize({
    test: { ...MINIMAL, database: { engine: "postgres" }, services: { web: { route: {} } } },
  }).get("test-us-east-1-service");

  it("C2: names what the platform tells, and the bundled application reads", () => {
    expect(told.length).toBeGreaterThan(3);
    const given = variables(container(stack, "web"));
    const known = read("service/src/config/environment.ts");
    for (const name of told) {
      expect(given).toHaveProperty(name);
      expect(known).toMatch(new RegExp(`^  ${name}: `, "m"));
    }
  });

  it("names files that exist", () => {
    const files = [...document.matchAll(/`((?:service|stacks|constructs)\/[\w./-]+\.ts)`/g)].map(
      ([, file = ""]) => file,
    );
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) expect(existsSync(join(root, file)), file).toBe(true);
  });

  it("C5: is right that a readiness check is over before any health check that may be configured gives up", () => {
    const [, ms] = /^const timeoutMs = (\d+);/m.exec(read("service/src/http/check.ts")) ?? [];
    const shortest = (timeoutSeconds: number) =>
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
    const { healthCheck } = container(stack, "web") as unknown as { healthCheck: { timeout: number } };
    expect(Number(ms)).toBeLessThan(healthCheck.timeout * 1000);
  });
});
