import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { APPLICATION_METRICS, APPLICATION_NAMESPACE } from "../constructs/monitoring/application-metrics";
import { synthesize } from "../tools/testing/synthesize";
import { FULL, alarm, alarmIds, synthesizeWatched } from "../tools/testing/watched";

const full = synthesizeWatched().get("full-us-east-1-monitoring");

describe("M4: the application's own metrics", () => {
  const source = (file: string) => readFileSync(join(__dirname, "..", "service", "src", file), "utf8");

  it.each(Object.entries(APPLICATION_METRICS))("M4: %s is registered in %s", (name, file) => {
    expect(source(file)).toMatch(new RegExp(`metrics\\.(counter|gauge|peak|distribution)\\("${name}"`));
  });

  it("M4: are published in the namespace and with the dimensions that are asked for", () => {
    const emf = source("metrics/emf.ts");
    expect(emf).toContain(`export const namespace = "${APPLICATION_NAMESPACE}";`);
    expect(emf).toContain("{ Environment: config.environment, Service: config.service.name }");
    expect(alarm(full, "service-web-database-pool")["dimensions"]).toEqual({
      Environment: "full",
      Service: "web",
    });
  });

  it("M4: are watched for errors, connections, the pool, the cache, and lost clicks", () => {
    const own = alarmIds(full).filter((id) =>
      /^(service-web-(errors|database|cache|dropped)|database-un|queue-f)/.test(id),
    );
    expect(own.sort()).toEqual([
      "database-unreachable",
      "queue-failures",
      "service-web-cache-errors",
      "service-web-cache-hits",
      "service-web-database-pool",
      "service-web-dropped-clicks",
      "service-web-errors",
    ]);
  });

  it("M4: of a service whose command is not known are none", () => {
    const stack = synthesize({
      test: { ...FULL, services: { web: { route: {}, command: ["serve"], queue: "send" } } },
    });
    expect(
      alarmIds(stack.get("test-us-east-1-monitoring")).filter(
        (id) => /errors$|pool|hits|unreach|clicks/.test(id) && !id.startsWith("function-"),
      ),
    ).toEqual(["load-balancer-errors"]);
  });
});
