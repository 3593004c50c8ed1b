import { SecretsmanagerSecretRotation } from "@cdktf/provider-aws/lib/secretsmanager-secret-rotation";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import { NodeFunction } from "../functions/node-function";
import type { Location } from "../location";
import { GeneratedSecret } from "../security/generated-secret";
import type { Statement } from "../security/policy-document";

export interface AuthTokenProps {
  readonly at: Location;
  readonly replicationGroupId: string;
  readonly replicationGroupArn: string;
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
 * that sets it: the secret is made with a random value, and rotation, which begins at once, puts it on the group.
 * Secrets Manager tries a failed rotation again by itself.
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
    const rotate = new NodeFunction(this, "rotate", {
      at,
      directory: "rotate-redis-token",
      description: "Rotates the auth token of Redis",
      environment: { REPLICATION_GROUP_ID: props.replicationGroupId },
      keyArn,
      timeoutSeconds: 900,
      statements: rotationStatements(secret, props.replicationGroupArn),
      logKeyArn: props.logKeyArn,
      logRetentionDays: props.logRetentionDays,
    });
    const permission = rotate.invokableBy("secrets-manager", "secretsmanager.amazonaws.com", secret.arn);
    const rotation = new SecretsmanagerSecretRotation(this, "rotation", {
      secretId: secret.arn,
      rotationLambdaArn: rotate.arn,
      rotateImmediately: true,
      rotationRules: { automaticallyAfterDays: props.rotationDays },
      dependsOn: [secret.ready, permission, rotate.role.ready],
    });
    if (props.rotationDays > 90) {
      suppress(rotation, "secret-rotation-period", `The environment chose ${props.rotationDays} days.`);
    }
    this.secretArn = secret.arn;
  }
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html */
function rotationStatements(secret: GeneratedSecret, replicationGroupArn: string): Statement[] {
  return [
    {
      sid: "Secret",
      actions: [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
      ],
      resources: [secret.arn],
    },
    {
      sid: "RandomPassword",
      actions: ["secretsmanager:GetRandomPassword"],
      // This action knows no resource.
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
      resources: ["*"],
    },
    {
      // Of the secret through Secrets Manager, and of the environment variables, which Lambda decrypts in this role.
      sid: "Encryption",
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [secret.keyArn],
    },
    {
      sid: "ReplicationGroup",
      actions: ["elasticache:DescribeReplicationGroups", "elasticache:ModifyReplicationGroup"],
      resources: [replicationGroupArn],
    },
  ];
}
