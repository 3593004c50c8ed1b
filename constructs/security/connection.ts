import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";

export interface ConnectionProps {
  /** Id of the security group that opens connections. */
  readonly from: string;
  /** Id of the security group that accepts them. */
  readonly to: string;
  readonly port: number;
}

/** Permission to connect from one security group to another: out of the one, into the other, on one TCP port. */
export class Connection extends Construct {
  constructor(scope: Construct, id: string, { from, to, port }: ConnectionProps) {
    super(scope, id);
    new VpcSecurityGroupEgressRule(this, "out", {
      securityGroupId: from,
      referencedSecurityGroupId: to,
      description: id,
      ...tcp(port),
    });
    new VpcSecurityGroupIngressRule(this, "in", {
      securityGroupId: to,
      referencedSecurityGroupId: from,
      description: id,
      ...tcp(port),
    });
  }
}

/** One TCP port, as the rules of security groups say it. */
export function tcp(port: number) {
  return { ipProtocol: "tcp", fromPort: port, toPort: port };
}
