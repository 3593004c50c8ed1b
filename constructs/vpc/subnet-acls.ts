import { NetworkAcl } from "@cdktf/provider-aws/lib/network-acl";
import type { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";

export interface SubnetAclsProps {
  readonly vpcId: string;
  readonly cidr: string;
  readonly publicSubnets: readonly Subnet[];
  readonly privateSubnets: readonly Subnet[];
}

const ANYWHERE = "0.0.0.0/0";
/** Answers come back to these ports, of NAT gateways and functions to any of them. https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html */
const EPHEMERAL = { fromPort: 1024, toPort: 65535 };

/** Where a packet is too large for the way, it is lost unless this answer arrives. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html#path_mtu_discovery */
const PACKET_TOO_LARGE = { icmpType: 3, icmpCode: 4 };

/**
 * Network ACLs: a second, stateless layer around the security groups. From outside, public subnets take web
 * traffic and answers only, private ones answers only.
 */
export class SubnetAcls extends Construct {
  constructor(scope: Construct, id: string, { vpcId, cidr, publicSubnets, privateSubnets }: SubnetAclsProps) {
    super(scope, id);
    const inside = { ruleNo: 100, action: "allow", protocol: "-1", fromPort: 0, toPort: 0, cidrBlock: cidr };
    const answers = { ruleNo: 200, action: "allow", protocol: "tcp", cidrBlock: ANYWHERE, ...EPHEMERAL };
    // Answers of DNS and time servers; the VPC's own are reached without an ACL.
    const datagrams = { ...answers, ruleNo: 210, protocol: "udp" };
    const tooLarge = {
      ...answers,
      ruleNo: 220,
      protocol: "icmp",
      fromPort: 0,
      toPort: 0,
      ...PACKET_TOO_LARGE,
    };
    const web = [80, 443].map((port, index) => ({
      ruleNo: 300 + index,
      action: "allow",
      protocol: "tcp",
      cidrBlock: ANYWHERE,
      fromPort: port,
      toPort: port,
    }));
    const out = { ...inside, cidrBlock: ANYWHERE };
    const acl = (tier: string, subnets: readonly Subnet[], ingress: (typeof inside)[]) => {
      const made = new NetworkAcl(this, tier, {
        vpcId,
        subnetIds: subnets.map((subnet) => subnet.id),
        ingress,
        egress: [out],
      });
      suppress(
        made,
        "network-acl-administration",
        "NAT gateways and functions get answers at any port above 1023: without 3389, one connection of 64,512 would hang. Security groups, which know connections, do not admit it.",
      );
    };
    acl("public", publicSubnets, [inside, answers, datagrams, tooLarge, ...web]);
    acl("private", privateSubnets, [inside, answers, datagrams, tooLarge]);
  }
}
