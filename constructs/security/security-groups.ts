import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import type { Egress } from "../vpc/network";
import { tcp } from "./connection";

export interface SecurityGroupsProps {
  /** First part of the groups' names. */
  readonly prefix: string;
  readonly vpcId: string;
  readonly egress: Egress;
  /** Whether there is a search domain for logs. */
  readonly logAnalytics: boolean;
}

/** Groups of log analytics. */
export interface SearchGroups {
  /** Of the domain. */
  readonly domainId: string;
  /** Of the delivery stream that writes to it. */
  readonly deliveryId: string;
  /** Of the function that sets it up. */
  readonly setupId: string;
}

/**
 * The layers of an environment: internet → load balancer → tasks → database and cache. Behind the load balancer
 * rules name groups, never addresses. All groups are made in one place, so that none waits for another; services,
 * database, cache and search domain open their own ports, once there is something behind them.
 */
export class SecurityGroups extends Construct {
  readonly loadBalancerId: string;
  readonly tasksId: string;
  readonly databaseId: string;
  readonly cacheId: string;
  /** Undefined where there is no search domain. */
  readonly search: SearchGroups | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SecurityGroupsProps,
  ) {
    super(scope, id);
    this.loadBalancerId = this.group("load-balancer", "Load balancer: web traffic from the internet");
    this.tasksId = this.group("tasks", "Tasks: the container port from the load balancer");
    this.databaseId = this.group("database", "Database: its port from the tasks");
    this.cacheId = this.group("cache", "Cache: its port from the tasks");
    this.search = props.logAnalytics
      ? {
          domainId: this.group("search", "Search domain: HTTPS from who writes, sets up and reads"),
          deliveryId: this.group("search-delivery", "Log delivery: HTTPS to the search domain"),
          setupId: this.group("search-setup", "Set-up function: HTTPS to the search domain"),
        }
      : undefined;

    for (const port of [80, 443]) {
      const rule = new VpcSecurityGroupIngressRule(this, `internet-${port}`, {
        securityGroupId: this.loadBalancerId,
        description: "Web traffic from the internet",
        cidrIpv4: "0.0.0.0/0",
        ...tcp(port),
      });
      if (port === 80) {
        suppress(
          rule,
          "security-group-public-ingress",
          "Browsers begin with HTTP, and are redirected to HTTPS.",
        );
      }
    }
    this.learnPacketSize("load-balancer", this.loadBalancerId);
    this.learnPacketSize("tasks", this.tasksId);
    this.letTasksOut(props.egress);
  }

  /**
   * Routers on the way say that a packet is too large; without this, connections over narrower ways hang.
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html,
   * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html#path_mtu_discovery
   */
  private learnPacketSize(id: string, securityGroupId: string): void {
    new VpcSecurityGroupIngressRule(this, `${id}-packet-size`, {
      securityGroupId,
      description: "ICMP: fragmentation needed (path MTU discovery)",
      cidrIpv4: "0.0.0.0/0",
      ipProtocol: "icmp",
      fromPort: 3,
      toPort: 4,
    });
  }

  private group(id: string, description: string): string {
    return new SecurityGroup(this, id, {
      namePrefix: `${this.props.prefix}-${id}-`,
      description,
      vpcId: this.props.vpcId,
      lifecycle: { createBeforeDestroy: true },
    }).id;
  }

  /** HTTPS to AWS (image, logs, secrets, queue): to its endpoints alone where there is no route elsewhere. */
  private letTasksOut({ internet, ports, endpointSecurityGroupId, gatewayPrefixListIds }: Egress): void {
    const rule = (
      id: string,
      to: { cidrIpv4: string } | { referencedSecurityGroupId: string } | { prefixListId: string },
      port = 443,
    ) =>
      new VpcSecurityGroupEgressRule(this, id, {
        securityGroupId: this.tasksId,
        description: port === 443 ? "HTTPS to AWS and other services" : `Port ${port} of other services`,
        ...tcp(port),
        ...to,
      });
    if (internet) {
      const anywhere = { cidrIpv4: "0.0.0.0/0" };
      suppress(
        rule("tasks-to-https", anywhere),
        "security-group-public-egress",
        "AWS's own addresses are no fixed set; with NAT mode none, tasks reach VPC endpoints only.",
      );
      for (const port of new Set(ports.filter((other) => other !== 443))) {
        suppress(
          rule(`tasks-to-port-${port}`, anywhere, port),
          "security-group-public-egress",
          "The environment asked for it (network.egressPorts).",
        );
      }
      return;
    }
    if (endpointSecurityGroupId !== undefined) {
      rule("tasks-to-endpoints", { referencedSecurityGroupId: endpointSecurityGroupId });
    }
    gatewayPrefixListIds.forEach((prefixListId, index) =>
      rule(`tasks-to-gateway-endpoint-${index}`, { prefixListId }),
    );
  }
}
