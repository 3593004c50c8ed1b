import { Eip } from "@cdktf/provider-aws/lib/eip";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import type { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import type { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Construct } from "constructs";

/** `single`: one gateway for all zones, cheap, and one zone can take down all egress; `per-az`: one per zone. */
export type NatMode = "none" | "single" | "per-az";

export interface NatGatewaysProps {
  readonly mode: NatMode;
  /** One per zone; gateways stand in them. */
  readonly publicSubnets: readonly Subnet[];
  /** One per zone, in the same order; each gets a default route. */
  readonly privateRoutes: readonly RouteTable[];
  /** The public default route: a gateway works once it exists. */
  readonly internetRoute: Route;
}

/** The way out of private subnets: each zone through its own gateway, or all through one. */
export class NatGateways extends Construct {
  /** Ids of the gateways: none, one, or one per zone. */
  readonly ids: readonly string[];

  constructor(
    scope: Construct,
    id: string,
    { mode, publicSubnets, privateRoutes, internetRoute }: NatGatewaysProps,
  ) {
    super(scope, id);
    const count = { none: 0, single: 1, "per-az": publicSubnets.length }[mode];
    const gateways = publicSubnets.slice(0, count).map((subnet, index) => {
      const address = new Eip(this, `address-${index}`, { domain: "vpc", dependsOn: [internetRoute] });
      return new NatGateway(this, `gateway-${index}`, { allocationId: address.id, subnetId: subnet.id });
    });
    this.ids = gateways.map(({ id: gatewayId }) => gatewayId);
    if (mode === "none") return;
    privateRoutes.forEach((table, index) => {
      const gateway = gateways[index] ?? gateways[0];
      if (gateway === undefined) throw new Error(`${this.node.path}: NAT needs a public subnet`);
      new Route(this, `default-route-${index}`, {
        routeTableId: table.id,
        destinationCidrBlock: "0.0.0.0/0",
        natGatewayId: gateway.id,
      });
    });
  }
}
