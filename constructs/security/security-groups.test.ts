import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../../environments/config/schema";
import { edges } from "../../tools/testing/security-group-edges";
import { MINIMAL, synthesize } from "../../tools/testing/synthesize";

const network = (input: Partial<EnvironmentInput> = {}) =>
  synthesize({ test: { ...MINIMAL, ...input } }).get("test-us-east-1-network");

const FROM_INTERNET = [
  "in load-balancer icmp 3-4 from 0.0.0.0/0",
  "in load-balancer tcp 443-443 from 0.0.0.0/0",
  "in load-balancer tcp 80-80 from 0.0.0.0/0",
];
describe("what security groups let through", () => {
  it("S1: internet to load balancer, tasks to HTTPS, nothing else", () => {
    const without = network({ network: { interfaceEndpoints: [] } });
    expect(edges(without)).toEqual(
      [...FROM_INTERNET, "in tasks icmp 3-4 from 0.0.0.0/0", "out tasks tcp 443-443 to 0.0.0.0/0"].sort(),
    );
  });

  it("S1: tasks reach other ports that the environment names", () => {
    const stack = network({ network: { interfaceEndpoints: [], egressPorts: [587, 443, 587] } });
    expect(edges(stack).filter((edge) => edge.startsWith("out tasks"))).toEqual([
      "out tasks tcp 443-443 to 0.0.0.0/0",
      "out tasks tcp 587-587 to 0.0.0.0/0",
    ]);
  });

  it("S1: without NAT, tasks reach the endpoints of AWS only", () => {
    const stack = network({ network: { nat: "none" } });
    const prefixList = (service: string) =>
      stack.reference("aws_vpc_endpoint", `endpoints/${service}`, "prefix_list_id");
    expect(edges(stack).filter((edge) => edge.startsWith("out tasks"))).toEqual(
      [
        "out tasks tcp 443-443 to endpoints/security-group",
        `out tasks tcp 443-443 to ${prefixList("s3")}`,
        `out tasks tcp 443-443 to ${prefixList("dynamodb")}`,
      ].sort(),
    );
  });

  it("S1: behind the load balancer nobody is admitted by address", () => {
    const parts = {
      database: { engine: "postgres" },
      cache: {},
      logAnalytics: { nodeType: "t3.small.search" },
    };
    const stacks = synthesize({ test: { ...MINIMAL, ...(parts as Partial<EnvironmentInput>) } });
    const ingress = stacks.all.flatMap((stack) => stack.all("aws_vpc_security_group_ingress_rule"));
    const inside = ingress.filter(
      ({ "//": { metadata } }) => !/security\/internet-|-packet-size$|endpoints\//.test(metadata.path),
    );
    expect(inside.length).toBeGreaterThan(3);
    for (const rule of inside) {
      expect(rule).toHaveProperty("referenced_security_group_id");
      expect(rule).not.toHaveProperty("cidr_ipv4");
    }
  });
});

describe("the groups", () => {
  it("S1: hold no rules of their own, stand in the VPC, and are replaced without a gap", () => {
    const stack = network();
    for (const layer of ["load-balancer", "tasks", "database", "cache"]) {
      const group = stack.one("aws_security_group", `security/${layer}`);
      expect(group).toMatchObject({
        name_prefix: `webapp-test-${layer}-`,
        vpc_id: stack.reference("aws_vpc", undefined),
        lifecycle: { create_before_destroy: true },
      });
      expect(group).not.toHaveProperty("ingress");
      expect(group).not.toHaveProperty("egress");
    }
  });

  it("S1: are outputs", () => {
    const stack = network();
    expect(stack.output("ecs_security_group_id")).toBe(
      stack.reference("aws_security_group", "security/tasks"),
    );
    expect(stack.output("rds_security_group_id")).toBe(
      stack.reference("aws_security_group", "security/database"),
    );
  });
});
