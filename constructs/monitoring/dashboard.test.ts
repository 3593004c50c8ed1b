import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../../environments/config/schema";
import { MINIMAL, synthesize } from "../../tools/testing/synthesize";

const FULL: EnvironmentInput = {
  ...MINIMAL,
  regions: [{ name: "us-east-1" }, { name: "us-west-2" }],
  services: {
    web: { route: {}, queue: "send", metrics: ["requests", "database", "cache", "sending"] },
    worker: { command: ["worker"], queue: "receive", metrics: ["database", "receiving"] },
  },
  database: { engine: "aurora-postgresql" },
  cache: {},
  queue: {},
};
const both = () =>
  synthesize({
    full: FULL,
    plain: { ...MINIMAL, network: { nat: "none" }, services: { web: { route: {}, metrics: ["requests"] } } },
  });
const stacks = both();

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly properties: Readonly<Record<string, unknown>>;
}
const text = (environment: string, region = "us-east-1") =>
  String(
    stacks.get(`${environment}-${region}-service`).below("monitoring").one("aws_cloudwatch_dashboard")[
      "dashboard_body"
    ],
  );
const widgets = (environment: string) => (JSON.parse(text(environment)) as { widgets: Widget[] }).widgets;
const titles = (environment: string) => widgets(environment).map(({ properties }) => properties["title"]);
const headings = (environment: string) =>
  widgets(environment).flatMap(
    ({ properties }) => /^## (.+)/.exec(String(properties["markdown"]))?.[1] ?? [],
  );

describe("the dashboard", () => {
  it("M3: is one for each region, under a name of its own", () => {
    const name = (region: string) =>
      stacks.get(`full-${region}-service`).below("monitoring").one("aws_cloudwatch_dashboard")[
        "dashboard_name"
      ];
    expect([name("us-east-1"), name("us-west-2")]).toEqual([
      "webapp-full-us-east-1",
      "webapp-full-us-west-2",
    ]);
    const regions = text("full", "us-west-2").match(/"region":"[^"]+"/g) ?? [];
    expect(new Set(regions)).toEqual(new Set(['"region":"us-west-2"']));
  });

  it("M3: goes from the outside to the inside", () => {
    expect(headings("full")).toEqual([
      "Are users hurt?",
      "Tasks",
      "Application",
      "Database",
      "Cache",
      "Queue",
      "Functions and NAT",
    ]);
    expect(headings("plain")).toEqual(["Are users hurt?", "Tasks", "Application", "Functions and NAT"]);
  });

  it("M3: begins with the state of alarms, and with requests, errors, latency and targets", () => {
    expect(titles("full").slice(1, 3)).toEqual(["Alarms that send notices", "What they speak for"]);
    const latency = widgets("full").find(({ properties }) => properties["title"] === "Response time");
    expect(JSON.stringify(latency?.properties["metrics"])).toMatch(/"p50".+"p95".+"p99"/);
    expect(titles("full")).toEqual(
      expect.arrayContaining(["Requests a minute", "Failed requests", "Targets"]),
    );
  });

  it("M3: shows the state of every alarm of its environment and region", () => {
    const shown = JSON.stringify(widgets("full").filter(({ type }) => type === "alarm"));
    const service = stacks.get("full-us-east-1-service");
    const alarms = [
      ...service
        .all("aws_cloudwatch_metric_alarm")
        .filter((alarm) => String(alarm["alarm_description"]).includes("Runbook")),
      ...service.all("aws_cloudwatch_composite_alarm"),
    ];
    expect(alarms.length).toBeGreaterThan(30);
    for (const alarm of alarms) expect(shown).toContain(`:alarm:${String(alarm["alarm_name"])}"`);
  });

  it("M3: tells the names of the saved queries", () => {
    const [head] = widgets("full");
    for (const query of stacks
      .get("full-us-east-1-service")
      .below("monitoring")
      .all("aws_cloudwatch_query_definition")) {
      expect(head?.properties["markdown"]).toContain(String(query["name"]));
    }
  });

  it("M3: counts tasks where Container Insights does", () => {
    const without = synthesize({ test: { ...MINIMAL, cluster: { containerInsights: "disabled" } } });
    expect(text("full")).toContain("RunningTaskCount");
    expect(without.get("test-us-east-1-service").below("monitoring").text).not.toContain(
      "ECS/ContainerInsights",
    );
  });

  it("M3: gives every computed line ids of its own", () => {
    for (const { type, properties } of widgets("full")) {
      if (type !== "metric") continue;
      const metrics = properties["metrics"] as unknown[][];
      const options = metrics.map((one) => one.at(-1) as { id?: string; expression?: string });
      const ids = options.flatMap(({ id }) => id ?? []);
      expect(ids).toHaveLength(new Set(ids).size);
      for (const { expression = "" } of options) {
        for (const [used] of expression.matchAll(/\bl\d+_\w+/g)) expect(ids).toContain(used);
      }
    }
  });

  it("M3: is the same text for the same environment", () => {
    expect(both().get("full-us-east-1-service").below("monitoring").text).toBe(
      stacks.get("full-us-east-1-service").below("monitoring").text,
    );
  });
});
