import { describe, expect, it } from "vitest";
import { MINIMAL, synthesize } from "../../tools/testing/synthesize";

const existingVpc = {
  vpcId: "vpc-0a1b2c3d",
  publicSubnetIds: ["subnet-0000000a", "subnet-0000000b"],
  privateSubnetIds: ["subnet-0000000c", "subnet-0000000d"],
};
const stacks = synthesize({
  test: MINIMAL,
  bare: { ...MINIMAL, regions: [{ name: "us-east-1", existingVpc }], firewall: { enabled: false } },
});
const queries = (environment: string) =>
  new Map(
    stacks
      .get(`${environment}-us-east-1-service`)
      .below("monitoring")
      .all("aws_cloudwatch_query_definition")
      .map((one) => [String(one["name"]).replace(`webapp-${environment}/`, ""), one]),
  );

describe("M5: saved queries", () => {
  it("M5: answer what is asked in a hurry", () => {
    expect([...queries("test").keys()].sort()).toEqual([
      "deployments",
      "errors",
      "failed tasks",
      "firewall blocks",
      "one request",
      "refused connections",
      "slowest routes",
      "top talkers",
    ]);
  });

  it("M5: read log groups that exist", () => {
    const groups = stacks.all
      .filter(({ id }) => id.startsWith("test-"))
      .flatMap((stack) => stack.all("aws_cloudwatch_log_group").map((group) => group["name"]));
    for (const query of queries("test").values()) {
      const read = query["log_group_names"] as string[];
      expect(read.length).toBeGreaterThan(0);
      expect(groups).toEqual(expect.arrayContaining(read));
    }
  });

  it("M5: name every group of an expression: parse has a field for each", () => {
    const patterns = [...queries("test").values()].flatMap(
      ({ query_string }) => /parse \w+ \/(.+)\/$/m.exec(String(query_string))?.[1] ?? [],
    );
    expect(patterns.length).toBeGreaterThan(0);
    for (const pattern of patterns) {
      expect(new RegExp(pattern).exec("/api/orders/abc")?.groups).toEqual({ route: "/api/orders" });
      expect(new RegExp(pattern).exec("/l/abc")).toHaveLength(2);
    }
  });

  it("M5: leave out what is not there", () => {
    expect([...queries("bare").keys()].filter((name) => /refused|talkers|firewall/.test(name))).toEqual([]);
  });
});
