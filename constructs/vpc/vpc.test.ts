import type { TerraformStack } from "cdktf";
import { describe, expect, it } from "vitest";
import { synthesizeConstruct } from "../../tools/testing/synthesize";
import { Vpc, type VpcProps } from "./vpc";

const PROPS: VpcProps = {
  cidr: "10.0.0.0/16",
  publicSubnets: ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"],
  privateSubnets: ["10.0.11.0/24", "10.0.12.0/24", "10.0.13.0/24"],
  zones: ["use1-az1", "use1-az2", "use1-az4"],
  nat: "per-az",
};

const vpc = (props: Partial<VpcProps> = {}) =>
  synthesizeConstruct((stack: TerraformStack) => {
    new Vpc(stack, "vpc", { ...PROPS, ...props });
  });

/** Pairs of zone and the NAT gateway that its private subnet leaves through. */
function waysOut(nat: VpcProps["nat"]) {
  const stack = vpc({ nat });
  return [0, 1, 2].map((zone) => {
    const table = stack.reference("aws_route_table", `vpc/private-routes-${zone}`);
    const association = stack.one("aws_route_table_association", `vpc/private-routes-${zone}-association`);
    expect(association).toMatchObject({
      route_table_id: table,
      subnet_id: stack.reference("aws_subnet", `vpc/private-${zone}`),
    });
    const routes = stack.all("aws_route").filter((route) => route["route_table_id"] === table);
    return routes.map((route) => ({
      to: route["destination_cidr_block"],
      through: stack
        .all("aws_nat_gateway")
        .filter(
          (_, index) =>
            route["nat_gateway_id"] === stack.reference("aws_nat_gateway", `vpc/nat/gateway-${index}`),
        )
        .map((gateway) => gateway["subnet_id"]),
    }));
  });
}

describe("a VPC", () => {
  it("N1: has the configured address block and resolves names", () => {
    expect(vpc({ cidr: "10.7.0.0/16" }).one("aws_vpc")).toMatchObject({
      cidr_block: "10.7.0.0/16",
      enable_dns_support: true,
      enable_dns_hostnames: true,
    });
  });

  it("N2: has one public and one private subnet per zone, none of which hands out public addresses", () => {
    const stack = vpc();
    const subnets = stack.all("aws_subnet").map((subnet) => ({
      path: stack.pathOf(subnet),
      block: subnet["cidr_block"],
      zone: subnet["availability_zone_id"],
    }));
    expect(subnets.sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: "vpc/private-0", block: "10.0.11.0/24", zone: "use1-az1" },
      { path: "vpc/private-1", block: "10.0.12.0/24", zone: "use1-az2" },
      { path: "vpc/private-2", block: "10.0.13.0/24", zone: "use1-az4" },
      { path: "vpc/public-0", block: "10.0.1.0/24", zone: "use1-az1" },
      { path: "vpc/public-1", block: "10.0.2.0/24", zone: "use1-az2" },
      { path: "vpc/public-2", block: "10.0.3.0/24", zone: "use1-az4" },
    ]);
    for (const subnet of stack.all("aws_subnet")) expect(subnet["map_public_ip_on_launch"]).toBe(false);
  });

  it("B11: asks AWS for no list of zones: one that is added or closed moves no subnet", () => {
    const stack = vpc();
    expect(stack.data("aws_availability_zones")).toEqual([]);
    for (const subnet of stack.all("aws_subnet")) expect(subnet).not.toHaveProperty("availability_zone");
  });

  it("B11: refuses another number of zones than of subnet pairs", () => {
    expect(() => vpc({ zones: ["use1-az1", "use1-az2"] })).toThrow(
      "as many public as private subnets and zones",
    );
  });

  it("N3: sends public subnets to the internet gateway", () => {
    const stack = vpc();
    const table = stack.reference("aws_route_table", "vpc/public-routes");
    expect(stack.one("aws_route", "vpc/public-default-route")).toMatchObject({
      route_table_id: table,
      destination_cidr_block: "0.0.0.0/0",
      gateway_id: stack.reference("aws_internet_gateway", undefined),
    });
    for (const index of [0, 1, 2]) {
      expect(stack.one("aws_route_table_association", `vpc/public-routes-${index}`)).toMatchObject({
        route_table_id: table,
        subnet_id: stack.reference("aws_subnet", `vpc/public-${index}`),
      });
    }
  });
});

describe("NAT", () => {
  const publicSubnet = (zone: number) => vpc().reference("aws_subnet", `vpc/public-${zone}`);
  const through = (zone: number) => [{ to: "0.0.0.0/0", through: [publicSubnet(zone)] }];

  it("N3: sends each zone through its own gateway", () => {
    expect(waysOut("per-az")).toEqual([through(0), through(1), through(2)]);
    expect(vpc({ nat: "per-az" }).all("aws_nat_gateway")).toHaveLength(3);
  });

  it("N3: sends all zones through a single gateway", () => {
    expect(waysOut("single")).toEqual([through(0), through(0), through(0)]);
    expect(vpc({ nat: "single" }).all("aws_nat_gateway")).toHaveLength(1);
  });

  it("N3: gives private subnets no way out without NAT", () => {
    expect(waysOut("none")).toEqual([[], [], []]);
    expect(vpc({ nat: "none" }).all("aws_eip")).toEqual([]);
  });

  it("N3: gives each gateway an address of its own, once the internet is reachable", () => {
    const stack = vpc();
    [0, 1, 2].forEach((index) => {
      const gateway = stack.one("aws_nat_gateway", `vpc/nat/gateway-${index}`);
      expect(gateway["allocation_id"]).toBe(stack.reference("aws_eip", `vpc/nat/address-${index}`));
      expect(stack.one("aws_eip", `vpc/nat/address-${index}`)).toMatchObject({
        domain: "vpc",
        depends_on: [stack.address("aws_route", "vpc/public-default-route")],
      });
    });
  });
});

describe("what AWS creates with a VPC", () => {
  it("N6: the default security group admits nothing", () => {
    const stack = vpc();
    expect(stack.one("aws_default_security_group")).toMatchObject({
      vpc_id: stack.reference("aws_vpc", undefined),
      ingress: [],
      egress: [],
    });
  });

  it("N6: the default network ACL has no rule", () => {
    const stack = vpc();
    const acl = stack.one("aws_default_network_acl");
    expect(acl["default_network_acl_id"]).toBe(
      stack.reference("aws_vpc", undefined, "default_network_acl_id"),
    );
    expect(acl).not.toHaveProperty("ingress");
    expect(acl).not.toHaveProperty("egress");
  });
});

describe("network ACLs", () => {
  /** Rules as `<number> <action> <protocol> <from>-<to> <block>`. */
  const rules = (tier: string, direction: "ingress" | "egress") =>
    (vpc().one("aws_network_acl", `vpc/acl/${tier}`)[direction] as Record<string, string | number>[]).map(
      ({ rule_no, action, protocol, from_port, to_port, cidr_block }) =>
        [rule_no, action, protocol, `${from_port ?? ""}-${to_port ?? ""}`, cidr_block].join(" "),
    );

  it("N6: let web traffic and answers into public subnets", () => {
    expect(rules("public", "ingress")).toEqual([
      "100 allow -1 0-0 10.0.0.0/16",
      "200 allow tcp 1024-65535 0.0.0.0/0",
      "210 allow udp 1024-65535 0.0.0.0/0",
      "220 allow icmp 0-0 0.0.0.0/0",
      "300 allow tcp 80-80 0.0.0.0/0",
      "301 allow tcp 443-443 0.0.0.0/0",
    ]);
  });

  it("N6: let answers only into private subnets from outside the VPC", () => {
    expect(rules("private", "ingress")).toEqual([
      "100 allow -1 0-0 10.0.0.0/16",
      "200 allow tcp 1024-65535 0.0.0.0/0",
      "210 allow udp 1024-65535 0.0.0.0/0",
      "220 allow icmp 0-0 0.0.0.0/0",
    ]);
  });

  it.each(["public", "private"])("N6: let routers say that a packet is too large (%s subnets)", (tier) => {
    const ingress = vpc().one("aws_network_acl", `vpc/acl/${tier}`)["ingress"];
    expect(ingress).toContainEqual(
      expect.objectContaining({ protocol: "icmp", icmp_type: 3, icmp_code: 4, action: "allow" }),
    );
  });

  it("N6: cover every subnet", () => {
    const stack = vpc();
    for (const tier of ["public", "private"]) {
      expect(stack.one("aws_network_acl", `vpc/acl/${tier}`)["subnet_ids"]).toEqual(
        [0, 1, 2].map((index) => stack.reference("aws_subnet", `vpc/${tier}-${index}`)),
      );
    }
  });
});

describe("invalid layouts", () => {
  it.each([
    ["a single zone", { publicSubnets: ["10.0.1.0/24"], privateSubnets: ["10.0.11.0/24"] }],
    ["more public than private subnets", { privateSubnets: PROPS.privateSubnets.slice(1) }],
  ])("N2: refuses %s", (_title, props) => {
    expect(() => vpc(props)).toThrow(
      "stack/vpc: as many public as private subnets and zones are needed, at least two",
    );
  });
});
