import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { Location } from "../location";
import { GeneratedSecret } from "../security/generated-secret";
import { SecretRotation } from "../security/secret-rotation";

export interface AuthTokenProps {
  readonly at: Location;
  readonly replicationGroupId: string;
  readonly replicationGroupArn: string;
  /** The replication group: the token is put on it with the deployment that makes it. */
  readonly group: TerraformResource;
  /** Key of the secret. */
  readonly keyArn: string;
  /** Days between two rotations. */
  readonly rotationDays: number;
  /** Whether a deleted secret can be restored for 30 days. */
  readonly recoverable: boolean;
  /** Key that encrypts the log of rotation, and how long that is kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
}

/**
 * The auth token of a replication group. The provider would write it into the state, so it is not the provider
 * that sets it: the secret is made with a random value, and the first rotation puts it on the group, before a task is
 * told of it.
 */
export class AuthToken extends Construct {
  readonly secretArn: string;

  constructor(scope: Construct, id: string, props: AuthTokenProps) {
    super(scope, id);
    const { at, keyArn } = props;
    const secret = new GeneratedSecret(this, "secret", {
      name: `${at.prefix}/redis-auth-token`,
      description: "Auth token of Redis; rotated",
      keyArn,
      recoverable: props.recoverable,
    });
    new SecretRotation(this, "rotation", {
      ...props,
      kind: "cache-token",
      secret,
      days: props.rotationDays,
      withDeployment: { of: props.group, after: [] },
      environment: { REPLICATION_GROUP_ID: props.replicationGroupId },
      statements: [
        {
          sid: "ReplicationGroup",
          actions: ["elasticache:DescribeReplicationGroups", "elasticache:ModifyReplicationGroup"],
          resources: [props.replicationGroupArn],
        },
      ],
    });
    this.secretArn = secret.arn;
  }
}
