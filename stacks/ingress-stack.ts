import type { Construct } from "constructs";
import { LoadBalancer } from "../constructs/ecs/load-balancer";
import { WebAcl } from "../constructs/security/web-acl";
import { MANAGED_RULE_GROUPS } from "../environments/config/firewall";
import type { Environment } from "../environments/config/schema";
import { suppress } from "../policy/suppression";
import type { NetworkStack } from "./network-stack";
import { PlatformStack, type PlatformStackProps } from "./platform-stack";

export interface IngressStackProps extends PlatformStackProps {
  readonly environment: Environment;
  readonly network: NetworkStack;
}

/** The load balancer of one region, its access logs, and the firewall in front of it. */
export class IngressStack extends PlatformStack {
  readonly balancer: LoadBalancer;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: IngressStackProps,
  ) {
    super(scope, id, props);
    const { at, environment, network } = props;
    this.balancer = new LoadBalancer(this, "load-balancer", {
      at,
      network: network.network,
      securityGroupId: network.securityGroups.loadBalancerId,
      ...environment.loadBalancer,
      deletionProtection: environment.deletionProtection,
    });
    if (environment.firewall.enabled) this.addFirewall();
    else suppress(this.balancer, "load-balancer-firewall", "The environment does without a firewall.");
  }

  private addFirewall(): void {
    const { at, environment, network } = this.props;
    const {
      overrides,
      logRetentionDays = environment.logs.retentionDays,
      ...settings
    } = environment.firewall;
    new WebAcl(this, "firewall", {
      ...settings,
      at,
      resourceArn: this.balancer.arn,
      groups: MANAGED_RULE_GROUPS.map((name) => ({
        name,
        // Visitors behind a VPN or a proxy are no attackers; how many there are is worth knowing.
        countOnly: name === "AWSManagedRulesAnonymousIpList",
        overrides: overrides[name] ?? {},
      })),
      logKeyArn: network.logKeyArn,
      logRetentionDays,
    });
  }
}
