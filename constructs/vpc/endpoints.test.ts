import { describe, expect, it } from "vitest";
import { statements } from "../../tools/testing/policy";
import { AT, synthesizeConstruct } from "../../tools/testing/synthesize";
import { Endpoints, type EndpointsProps } from "./endpoints";
import { Vpc } from "./vpc";

function endpoints(props: Partial<Omit<EndpointsProps, "vpc">>) {
  let built: Endpoints | undefined;
  const stack = synthesizeConstruct((scope) => {
    const vpc = new Vpc(scope, "vpc", {
      cidr: "10.0.0.0/16",
      publicSubnets: ["10.0.1.0/24", "10.0.2.0/24"],
      privateSubnets: ["10.0.11.0/24", "10.0.12.0/24"],
      zones: ["use1-az1", "use1-az2"],
      nat: "none",
    });
    built = new Endpoints(scope, "endpoints", {
      at: AT,
      vpc,
      gateway: [],
      interface: [],
      accounts: [],
      ...props,
    });
  });
  return { stack, built };
}

describe("gateway endpoints", () => {
  it("N4: stand in the private route tables", () => {
    const { stack, built } = endpoints({ gateway: ["s3", "dynamodb"] });
    for (const service of ["s3", "dynamodb"]) {
      expect(stack.one("aws_vpc_endpoint", `endpoints/${service}`)).toMatchObject({
        service_name: `com.amazonaws.us-east-1.${service}`,
        vpc_endpoint_type: "Gateway",
        vpc_id: stack.reference("aws_vpc", undefined),
        route_table_ids: [0, 1].map((zone) =>
          stack.reference("aws_route_table", `vpc/private-routes-${zone}`),
        ),
      });
    }
    expect(built?.gatewayPrefixListIds).toHaveLength(2);
  });
});

describe("interface endpoints", () => {
  const { stack } = endpoints({ interface: ["ecr.api", "logs"] });

  it.each([
    ["ecr.api", "ecr-api"],
    ["logs", "logs"],
  ])("N4: %s answers under its own name in the private subnets", (service, id) => {
    expect(stack.one("aws_vpc_endpoint", `endpoints/${id}`)).toMatchObject({
      service_name: `com.amazonaws.us-east-1.${service}`,
      vpc_endpoint_type: "Interface",
      private_dns_enabled: true,
      subnet_ids: [0, 1].map((zone) => stack.reference("aws_subnet", `vpc/private-${zone}`)),
      security_group_ids: [stack.reference("aws_security_group", "endpoints/security-group")],
    });
  });

  it("N4: have a security group of their own that admits HTTPS from the VPC only", () => {
    const group = stack.reference("aws_security_group", "endpoints/security-group");
    expect(stack.all("aws_vpc_security_group_egress_rule")).toEqual([]);
    expect(stack.all("aws_vpc_security_group_ingress_rule")).toHaveLength(1);
    expect(stack.one("aws_vpc_security_group_ingress_rule")).toMatchObject({
      security_group_id: group,
      ip_protocol: "tcp",
      from_port: 443,
      to_port: 443,
      cidr_ipv4: "10.0.0.0/16",
    });
  });

  it("S1: let this account's identities reach its own resources, those of accounts that are named, and images", () => {
    const { stack: of } = endpoints({
      gateway: ["s3"],
      interface: ["ecr.api", "logs"],
      accounts: ["999999999999"],
    });
    const policy = (id: string) => statements(of.one("aws_vpc_endpoint", `endpoints/${id}`)["policy"]);
    const own = {
      Principal: "*",
      Action: "*",
      Condition: {
        StringEquals: {
          "aws:PrincipalAccount": "111111111111",
          "aws:ResourceAccount": ["111111111111", "999999999999"],
        },
      },
    };
    const services = { Condition: { Bool: { "aws:PrincipalIsAWSService": "true" } } };
    expect(policy("logs")).toMatchObject([own, services]);
    expect(policy("s3")).toMatchObject([
      own,
      services,
      { Action: "s3:GetObject", Resource: "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*" },
    ]);
    expect(policy("ecr-api")).toMatchObject([
      own,
      services,
      { Condition: { StringEquals: { "aws:PrincipalAccount": "111111111111" } } },
    ]);
  });

  it("N4: cost nothing where none is chosen", () => {
    const { stack: without, built } = endpoints({});
    expect(without.all("aws_vpc_endpoint")).toEqual([]);
    expect(without.all("aws_security_group")).toEqual([]);
    expect(built?.securityGroupId).toBeUndefined();
  });
});
