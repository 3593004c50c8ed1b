import type { Construct } from "constructs";
import { EncryptionKey, logsMayUse } from "../constructs/security/encryption-key";
import { LogWriters } from "../constructs/monitoring/log-writers";
import { SecurityGroups } from "../constructs/security/security-groups";
import { Endpoints } from "../constructs/vpc/endpoints";
import { FlowLogs } from "../constructs/vpc/flow-logs";
import type { Egress, Network } from "../constructs/vpc/network";
import { Vpc } from "../constructs/vpc/vpc";
import { requiredEndpoints } from "../environments/config/endpoints";
import { subnetLayout } from "../environments/config/network";
import type { Environment, Region } from "../environments/config/schema";
import { ZONES } from "../environments/config/zones";
import { PlatformStack, type PlatformStackProps } from "./platform-stack";

export interface NetworkStackProps extends PlatformStackProps {
  readonly environment: Environment;
  readonly region: Region;
}

/** A network, and how one gets out of it. */
interface Foundation {
  readonly network: Network;
  readonly egress: Egress;
  readonly natGatewayIds: readonly string[];
}

/** The network of one region, its security groups, and the key that encrypts logs. */
export class NetworkStack extends PlatformStack {
  readonly network: Network;
  readonly securityGroups: SecurityGroups;
  readonly logKeyArn: string;
  /** Gateways of the private subnets; none in somebody else's network. */
  readonly natGatewayIds: readonly string[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: NetworkStackProps,
  ) {
    super(scope, id, props);
    const { at, environment, region } = props;
    this.logKeyArn = new EncryptionKey(this, "log-key", {
      at,
      purpose: "logs",
      statements: [logsMayUse(at)],
    }).arn;
    const { network, egress, natGatewayIds } =
      region.existingVpc === undefined
        ? this.create()
        : existing(region.existingVpc, environment.network.egressPorts);
    this.network = network;
    this.natGatewayIds = natGatewayIds;
    this.securityGroups = new SecurityGroups(this, "security", {
      prefix: at.prefix,
      vpcId: network.vpcId,
      egress,
      logAnalytics: environment.logAnalytics !== undefined,
    });
    // Ahead of everything that is logged by a service of AWS's.
    new LogWriters(this, "log-writers", {
      at,
      firewall: environment.firewall.enabled,
      search: environment.logAnalytics !== undefined,
    });
    this.output("vpc_id", network.vpcId, "The network");
    this.output("ecs_security_group_id", this.securityGroups.tasksId, "Security group of the tasks");
    this.output("rds_security_group_id", this.securityGroups.databaseId, "Security group of the database");
  }

  private create(): Foundation {
    const { at, environment, region } = this.props;
    const { network } = environment;
    const { name, cidr, zones = ZONES[name].slice(0, network.zones) } = region;
    if (cidr === undefined) throw new Error(`${this.node.path}: the region has no address block`);
    const vpc = new Vpc(this, "vpc", {
      ...subnetLayout(region, network.zones),
      cidr,
      zones,
      nat: network.nat,
    });
    const endpoints = new Endpoints(this, "endpoints", {
      at,
      vpc,
      gateway: network.gatewayEndpoints,
      accounts: network.endpointAccounts,
      interface:
        network.interfaceEndpoints === "required"
          ? requiredEndpoints(environment)
          : network.interfaceEndpoints,
    });
    new FlowLogs(this, "flow-logs", {
      at,
      vpcId: vpc.vpcId,
      keyArn: this.logKeyArn,
      retentionDays: network.flowLogs.retentionDays,
    });
    return {
      network: vpc,
      natGatewayIds: vpc.natGatewayIds,
      egress: {
        internet: network.nat !== "none",
        ports: network.egressPorts,
        endpointSecurityGroupId: endpoints.securityGroupId,
        gatewayPrefixListIds: endpoints.gatewayPrefixListIds,
      },
    };
  }
}

/** Somebody else's network: how it reaches AWS is not known, so tasks may use HTTPS to anywhere. */
function existing(vpc: NonNullable<Region["existingVpc"]>, ports: readonly number[]): Foundation {
  return {
    network: vpc,
    natGatewayIds: [],
    egress: { internet: true, ports, endpointSecurityGroupId: undefined, gatewayPrefixListIds: [] },
  };
}
