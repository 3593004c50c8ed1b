import { ElasticacheParameterGroup } from "@cdktf/provider-aws/lib/elasticache-parameter-group";
import { ElasticacheReplicationGroup } from "@cdktf/provider-aws/lib/elasticache-replication-group";
import { ElasticacheSubnetGroup } from "@cdktf/provider-aws/lib/elasticache-subnet-group";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import type { Location } from "../location";
import { logGroup } from "../monitoring/log-group";
import { boundedName } from "../naming";
import { Connection } from "../security/connection";
import { EncryptionKey } from "../security/encryption-key";
import type { Network } from "../vpc/network";
import { AuthToken } from "./auth-token";

export interface RedisCacheProps {
  readonly at: Location;
  readonly network: Network;
  /** Security group of the cache; nothing reaches it but what {@link RedisCache.allowFrom} lets in. */
  readonly securityGroupId: string;
  readonly version: "7.0" | "7.1";
  /** Node type, such as `cache.t4g.small`. */
  readonly nodeType: string;
  /** Nodes, 1–6; with two or more, another one takes over on failure. */
  readonly nodes: number;
  readonly parameters: Readonly<Record<string, string>>;
  /** How long daily snapshots are kept, in days, 0–35. */
  readonly snapshotRetentionDays: number;
  /** `hh24:mi-hh24:mi`, UTC. */
  readonly snapshotWindow: string;
  /** `ddd:hh24:mi-ddd:hh24:mi`, UTC. */
  readonly maintenanceWindow: string;
  /** Whether changes wait for the maintenance window. */
  readonly applyImmediately: boolean;
  /** Days between two rotations of the auth token. */
  readonly tokenRotationDays: number;
  /** Whether Terraform refuses to delete the cache, and a deleted token can be restored. */
  readonly deletionProtection: boolean;
  /** Key that encrypts log groups, and how long logs are kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
}

const PORT = 6379;
const FAMILY = "redis7";

/**
 * Redis on ElastiCache, encrypted at rest and in transit, behind an auth token that rotates. One node or many, it
 * is a replication group: only those are encrypted, and a group grows without being replaced.
 */
export class RedisCache extends Construct {
  readonly endpoint: string;
  readonly port = PORT;
  /** Id of the replication group, as metrics call it. */
  readonly replicationGroupId: string;
  /** Secret that is the auth token. */
  readonly tokenSecretArn: string;
  /** Key of that secret. */
  readonly keyArn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: RedisCacheProps,
  ) {
    super(scope, id);
    const { at, nodes } = props;
    this.keyArn = new EncryptionKey(this, "key", { at, purpose: "cache" }).arn;
    this.replicationGroupId = boundedName(at.prefix, "cache");
    const subnets = new ElasticacheSubnetGroup(this, "subnets", {
      name: this.replicationGroupId,
      description: "Private subnets",
      subnetIds: [...props.network.privateSubnetIds],
    });
    const parameters = new ElasticacheParameterGroup(this, "parameters", {
      // The family is part of the name: the next one's group can exist before this one goes.
      name: `${this.replicationGroupId}-${FAMILY}`,
      lifecycle: { createBeforeDestroy: true },
      family: FAMILY,
      description: "Parameters of the cache",
      parameter: Object.entries(props.parameters).map(([name, value]) => ({ name, value })),
    });
    const slowLog = logGroup(this, "slow-log", {
      name: `/${at.prefix}/cache/slow-log`,
      keyArn: props.logKeyArn,
      retentionDays: props.logRetentionDays,
    });
    const group = new ElasticacheReplicationGroup(this, "Default", {
      replicationGroupId: this.replicationGroupId,
      description: "Sessions and cached queries",
      engine: "redis",
      engineVersion: props.version,
      nodeType: props.nodeType,
      numCacheClusters: nodes,
      automaticFailoverEnabled: nodes > 1,
      multiAzEnabled: nodes > 1,
      port: PORT,
      subnetGroupName: subnets.name,
      securityGroupIds: [props.securityGroupId],
      parameterGroupName: parameters.name,
      atRestEncryptionEnabled: "true",
      kmsKeyId: this.keyArn,
      transitEncryptionEnabled: true,
      transitEncryptionMode: "required",
      autoMinorVersionUpgrade: "true",
      snapshotRetentionLimit: props.snapshotRetentionDays,
      snapshotWindow: props.snapshotWindow,
      maintenanceWindow: props.maintenanceWindow,
      applyImmediately: props.applyImmediately,
      logDeliveryConfiguration: [
        {
          logType: "slow-log",
          logFormat: "json",
          destinationType: "cloudwatch-logs",
          destination: slowLog.name,
        },
      ],
      lifecycle: { preventDestroy: props.deletionProtection },
    });
    suppress(
      group,
      "cache-authentication",
      "Its auth token is set by rotation, outside of Terraform: it would be part of the state.",
    );
    if (nodes === 1) suppress(group, "cache-failover", "The environment has one node.");
    if (props.snapshotRetentionDays === 0)
      suppress(group, "cache-backups", "The environment keeps no snapshots.");
    this.endpoint = group.primaryEndpointAddress;
    this.tokenSecretArn = new AuthToken(this, "auth-token", {
      at,
      replicationGroupId: this.replicationGroupId,
      replicationGroupArn: group.arn,
      group,
      keyArn: this.keyArn,
      rotationDays: props.tokenRotationDays,
      recoverable: props.deletionProtection,
      logKeyArn: props.logKeyArn,
      logRetentionDays: props.logRetentionDays,
    }).secretArn;
  }

  /** Lets a security group connect. */
  allowFrom(id: string, securityGroupId: string): void {
    new Connection(this, id, { from: securityGroupId, to: this.props.securityGroupId, port: PORT });
  }
}
