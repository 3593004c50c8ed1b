import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface ConnectionProps {
  /** Id of the security group that opens connections. */
  readonly from: string;
  /** Id of the security group that accepts them. */
  readonly to: string;
  readonly port: number;
}

/**
 * Permission to connect from one security group to another: out of the one, into the other, on one TCP port. One that is
 * replaced, or not needed any more, is closed after what depends on it has changed.
 */
export class Connection extends Construct {
  /** Whoever is to be reached, or to reach, waits for these. */
  readonly rules: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, { from, to, port }: ConnectionProps) {
    super(scope, id);
    const common = { description: id, ...tcp(port), lifecycle: { createBeforeDestroy: true } };
    this.rules = [
      new VpcSecurityGroupEgressRule(this, "out", {
        securityGroupId: from,
        referencedSecurityGroupId: to,
        ...common,
      }),
      new VpcSecurityGroupIngressRule(this, "in", {
        securityGroupId: to,
        referencedSecurityGroupId: from,
        ...common,
      }),
    ];
  }
}

/** One TCP port, as the rules of security groups say it. */
export function tcp(port: number) {
  return { ipProtocol: "tcp", fromPort: port, toPort: port };
}
