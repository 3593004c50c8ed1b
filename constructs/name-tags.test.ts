import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Route } from "@cdktf/provider-aws/lib/route";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Aspects } from "cdktf";
import { Construct } from "constructs";
import { describe, expect, it } from "vitest";
import { synthesizeConstruct } from "../tools/testing/synthesize";
import { NameTags } from "./name-tags";

const stack = synthesizeConstruct((scope) => {
  Aspects.of(scope).add(new NameTags("webapp-test"));
  const network = new Construct(scope, "network");
  const { id } = new Vpc(network, "Default", { cidrBlock: "10.0.0.0/16", tags: { Tier: "all" } });
  new SecurityGroup(network, "tasks", { vpcId: id });
  new SecurityGroup(network, "named", { vpcId: id, tags: { Name: "my own" } });
  new Route(network, "route", { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0" });
});

describe("Name tags", () => {
  it("N1: are made of the prefix and the construct's path", () => {
    expect(stack.one("aws_security_group", "network/tasks")["tags"]).toEqual({
      Name: "webapp-test-network-tasks",
    });
  });

  it("N1: leave the other tags, and Default out of the name", () => {
    expect(stack.one("aws_vpc")["tags"]).toEqual({ Name: "webapp-test-network", Tier: "all" });
  });

  it("N1: leave a name that is there", () => {
    expect(stack.one("aws_security_group", "network/named")["tags"]).toEqual({ Name: "my own" });
  });

  it("N1: are not given to what has no tags", () => {
    expect(stack.one("aws_route")).not.toHaveProperty("tags");
  });
});
