import { DefaultNetworkAcl } from "@cdktf/provider-aws/lib/default-network-acl";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import type { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Construct } from "constructs";

/** Takes over what AWS creates with every VPC, without any rule: whatever forgets to choose gets no traffic. */
export class DefaultDeny extends Construct {
  constructor(scope: Construct, id: string, vpc: Vpc) {
    super(scope, id);
    new DefaultSecurityGroup(this, "security-group", { vpcId: vpc.id, ingress: [], egress: [] });
    new DefaultNetworkAcl(this, "network-acl", {
      defaultNetworkAclId: vpc.defaultNetworkAclId,
      // A subnet that leaves its own ACL falls back to this one; that is not a change to undo.
      lifecycle: { ignoreChanges: ["subnet_ids"] },
    });
  }
}
