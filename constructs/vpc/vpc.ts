import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Route } from "@cdktf/provider-aws/lib/route";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc as AwsVpc } from "@cdktf/provider-aws/lib/vpc";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { DefaultDeny } from "./default-deny";
import { NatGateways, type NatMode } from "./nat-gateways";
import type { Network } from "./network";
import { SubnetAcls } from "./subnet-acls";

/**
 * Old zones without Fargate, and some of them without database proxies and newer instance classes.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate-Regions.html
 */
const INCOMPLETE_ZONES = ["apne1-az3", "use1-az3"];

export interface VpcProps {
  /** IPv4 address block of the VPC, /16 to /28. */
  readonly cidr: string;
  /** Address blocks of the public subnets, one per zone, at least two. */
  readonly publicSubnets: readonly string[];
  /** Address blocks of the private subnets, one per zone, as many as public ones. */
  readonly privateSubnets: readonly string[];
  /** Zone names, one per subnet pair. @default the region's first available zones that have Fargate */
  readonly zones?: readonly string[];
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
    if (props.publicSubnets.length !== props.privateSubnets.length || props.publicSubnets.length < 2) {
      throw new Error(
        `${this.node.path}: as many public as private subnets are needed, at least two of each`,
      );
    }
    const vpc = new AwsVpc(this, "Default", {
      cidrBlock: props.cidr,
      enableDnsSupport: true,
      // Private DNS names of interface endpoints need it.
      enableDnsHostnames: true,
    });
    new DefaultDeny(this, "default", vpc);
    const zone = this.zoneNames(props.zones);
    const subnets = (tier: string, blocks: readonly string[]) =>
      blocks.map(
        (cidrBlock, index) =>
          new Subnet(this, `${tier}-${index}`, {
            vpcId: vpc.id,
            cidrBlock,
            availabilityZone: zone(index),
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

  private zoneNames(given: readonly string[] | undefined): (index: number) => string {
    if (given !== undefined) {
      return (index) => {
        const name = given[index];
        if (name === undefined)
          throw new Error(`${this.node.path}: zones must name one zone per subnet pair`);
        return name;
      };
    }
    const available = new DataAwsAvailabilityZones(this, "zones", {
      state: "available",
      // Leaves out local and wavelength zones, which an account has to opt in to.
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
      excludeZoneIds: INCOMPLETE_ZONES,
    });
    return (index) => Fn.element(available.names, index) as string;
  }
}
