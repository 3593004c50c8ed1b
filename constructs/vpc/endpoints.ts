import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import type { Location } from "../location";
import { endpointPolicy } from "./endpoint-policy";
import type { Vpc } from "./vpc";

export interface EndpointsProps {
  readonly at: Location;
  readonly vpc: Vpc;
  /** Free of charge; entered in the private route tables. */
  readonly gateway: readonly ("s3" | "dynamodb")[];
  /** Last parts of service names, such as `ecr.api`; each is billed per zone and hour. */
  readonly interface: readonly string[];
  /** Accounts whose resources may be reached besides those of this one. */
  readonly accounts: readonly string[];
}

/** Private ways to AWS services, so that traffic to them needs no NAT gateway. */
export class Endpoints extends Construct {
  /** Group of the interface endpoints; undefined without any. */
  readonly securityGroupId: string | undefined;
  readonly gatewayPrefixListIds: readonly string[];

  constructor(
    scope: Construct,
    id: string,
    { at, vpc, gateway, interface: interfaces, accounts }: EndpointsProps,
  ) {
    super(scope, id);
    const common = (service: string) => ({
      vpcId: vpc.vpcId,
      serviceName: `com.amazonaws.${at.region}.${service}`,
      policy: endpointPolicy(at, service, accounts),
    });
    this.gatewayPrefixListIds = gateway.map(
      (service) =>
        new VpcEndpoint(this, service, {
          ...common(service),
          vpcEndpointType: "Gateway",
          routeTableIds: [...vpc.privateRouteTableIds],
        }).prefixListId,
    );
    if (interfaces.length === 0) return;
    const group = new SecurityGroup(this, "security-group", {
      namePrefix: `${at.prefix}-endpoints-`,
      description: "Interface endpoints: HTTPS from the VPC",
      vpcId: vpc.vpcId,
      lifecycle: { createBeforeDestroy: true },
    });
    new VpcSecurityGroupIngressRule(this, "https", {
      securityGroupId: group.id,
      description: "HTTPS from the VPC",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: vpc.cidr,
    });
    for (const service of interfaces) {
      new VpcEndpoint(this, service.replace(".", "-"), {
        ...common(service),
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: [...vpc.privateSubnetIds],
        securityGroupIds: [group.id],
      });
    }
    this.securityGroupId = group.id;
  }
}
