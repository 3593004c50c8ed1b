import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Route } from "@cdktf/provider-aws/lib/route";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc as AwsVpc } from "@cdktf/provider-aws/lib/vpc";
import { Construct } from "constructs";
import { DefaultDeny } from "./default-deny";
import { NatGateways, type NatMode } from "./nat-gateways";
import type { Network } from "./network";
import { SubnetAcls } from "./subnet-acls";

export interface VpcProps {
  /** IPv4 address block of the VPC, /16 to /28. */
  readonly cidr: string;
  /** Address blocks of the public subnets, one per zone, at least two. */
  readonly publicSubnets: readonly string[];
  /** Address blocks of the private subnets, one per zone, as many as public ones. */
  readonly privateSubnets: readonly string[];
  /** Zone ids such as `use1-az1`, one per subnet pair. A name is another place in each account, an id is not. */
  readonly zones: readonly string[];
  readonly nat: NatMode;
}

/**
 * A VPC with a public and a private subnet per zone, an internet gateway, NAT as chosen, and nothing open by
 * default: the default security group and network ACL admit no traffic.
 */
export class Vpc extends Construct implements Network {
  readonly vpcId: string;
  readonly cidr: string;
  readonly publicSubnetIds: readonly string[];
  readonly privateSubnetIds: readonly string[];
  /** One route table per private subnet; gateway endpoints are entered here. */
  readonly privateRouteTableIds: readonly string[];
  readonly natGatewayIds: readonly string[];

  constructor(scope: Construct, id: string, props: VpcProps) {
    super(scope, id);
    const counts = [props.publicSubnets, props.privateSubnets, props.zones].map(({ length }) => length);
    if (new Set(counts).size > 1 || Math.min(...counts) < 2) {
      throw new Error(
        `${this.node.path}: as many public as private subnets and zones are needed, at least two of each`,
      );
    }
    const vpc = new AwsVpc(this, "Default", {
      cidrBlock: props.cidr,
      enableDnsSupport: true,
      // Private DNS names of interface endpoints need it.
      enableDnsHostnames: true,
    });
    new DefaultDeny(this, "default", vpc);
    const subnets = (tier: string, blocks: readonly string[]) =>
      blocks.map(
        (cidrBlock, index) =>
          new Subnet(this, `${tier}-${index}`, {
            vpcId: vpc.id,
            cidrBlock,
            availabilityZoneId: String(props.zones[index]),
            mapPublicIpOnLaunch: false,
            tags: { Tier: tier },
          }),
      );
    const publicSubnets = subnets("public", props.publicSubnets);
    const privateSubnets = subnets("private", props.privateSubnets);

    const gateway = new InternetGateway(this, "internet-gateway", { vpcId: vpc.id });
    const publicRoutes = new RouteTable(this, "public-routes", { vpcId: vpc.id });
    const publicDefault = new Route(this, "public-default-route", {
      routeTableId: publicRoutes.id,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: gateway.id,
    });
    publicSubnets.forEach((subnet, index) => {
      new RouteTableAssociation(this, `public-routes-${index}`, {
        routeTableId: publicRoutes.id,
        subnetId: subnet.id,
      });
    });

    const privateRoutes = privateSubnets.map((subnet, index) => {
      const table = new RouteTable(this, `private-routes-${index}`, { vpcId: vpc.id });
      new RouteTableAssociation(this, `private-routes-${index}-association`, {
        routeTableId: table.id,
        subnetId: subnet.id,
      });
      return table;
    });
    this.natGatewayIds = new NatGateways(this, "nat", {
      mode: props.nat,
      publicSubnets,
      privateRoutes,
      internetRoute: publicDefault,
    }).ids;
    new SubnetAcls(this, "acl", { vpcId: vpc.id, cidr: props.cidr, publicSubnets, privateSubnets });

    this.vpcId = vpc.id;
    this.cidr = props.cidr;
    this.publicSubnetIds = publicSubnets.map((subnet) => subnet.id);
    this.privateSubnetIds = privateSubnets.map((subnet) => subnet.id);
    this.privateRouteTableIds = privateRoutes.map((table) => table.id);
  }
}
