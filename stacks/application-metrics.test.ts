import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { APPLICATION_METRICS, APPLICATION_NAMESPACE } from "../constructs/monitoring/application-metrics";
import { synthesize } from "../tools/testing/synthesize";
import { FULL, alarm, alarmIds, synthesizeWatched } from "../tools/testing/watched";

const full = synthesizeWatched().get("full-us-east-1-service").below("monitoring");

describe("M4: the application's own metrics", () => {
  it("M4: are asked for in their namespace, by environment and service", () => {
    expect(alarm(full, "service-web-database-pool")["namespace"]).toBe(APPLICATION_NAMESPACE);
    expect(alarm(full, "service-web-database-pool")["dimensions"]).toEqual({
      Environment: "full",
      Service: "web",
    });
  });

  it("M4: are watched for errors, connections, the pool, the cache, and lost messages", () => {
    const own = alarmIds(full).filter((id) =>
      /^(service-web-(errors|database|cache|dropped)|database-un|queue-f)/.test(id),
    );
    expect(own.sort()).toEqual([
      "database-unreachable",
      "queue-failures",
      "service-web-cache-errors",
      "service-web-cache-hits",
      "service-web-database-pool",
      "service-web-dropped-messages",
      "service-web-errors",
    ]);
  });

  it("M4, C8: of a service that states none are none", () => {
    const stack = synthesize({ test: { ...FULL, services: { web: { route: {}, queue: "send" } } } });
    expect(
      alarmIds(stack.get("test-us-east-1-service").below("monitoring")).filter(
        (id) => /errors$|pool|hits|unreach|messages/.test(id) && !id.startsWith("function-"),
      ),
    ).toEqual(["load-balancer-errors"]);
  });

  it("M4, C8: are documented for whoever brings an application", () => {
    const document = readFileSync(join(__dirname, "..", "docs", "your-application.md"), "utf8");
    for (const name of Object.values(APPLICATION_METRICS).flat()) expect(document).toContain(`\`${name}\``);
  });
});
