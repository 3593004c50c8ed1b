import { SecretsmanagerSecretRotation } from "@cdktf/provider-aws/lib/secretsmanager-secret-rotation";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { NodeFunction } from "../functions/node-function";
import { globalArn, type Location } from "../location";
import type { GeneratedSecret } from "../security/generated-secret";
import type { Statement } from "../security/policy-document";
import { ENGINES, type EngineName } from "./engine";
import { databaseArn, databaseIdentifier } from "./foundation";

/** As often as RDS rotates a password that it manages itself. */
const ROTATION_DAYS = 7;

export interface PasswordRotationProps {
  readonly at: Location;
  readonly engine: EngineName;
  /** Regions of the database and its replicas. */
  readonly regions: readonly string[];
  /** The one that takes writes; asked where a promotion has left two that do. */
  readonly writer: string;
  /** The secret: JSON with `username` and `password`. */
  readonly secret: GeneratedSecret;
  /** Keys of its copies. */
  readonly replicaKeyArns: readonly string[];
  /** The database: rotation begins at once. */
  readonly after: readonly ITerraformDependable[];
  /** Key that encrypts the log of rotation, and how long that is kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
}

/**
 * Rotation of a database's password that RDS does not manage, because the database is replicated: the password is
 * set on whichever region's database takes writes, and reaches the others as data. It begins at once, so what the
 * database was created with, and what an interrupted deployment may have left in the secret, does not last.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-secrets-manager.html#rds-secrets-manager-limitations
 */
export class PasswordRotation extends Construct {
  constructor(scope: Construct, id: string, props: PasswordRotationProps) {
    super(scope, id);
    const { at, secret, regions, writer } = props;
    const rotate = new NodeFunction(this, "rotate", {
      at,
      directory: "rotate-database-password",
      description: "Rotates the password of the database",
      environment: {
        DATABASE_ID: databaseIdentifier(at),
        DATABASE_KIND: ENGINES[props.engine].aurora ? "cluster" : "instance",
        REGIONS: regions.join(","),
        WRITER_REGION: writer,
      },
      keyArn: secret.keyArn,
      timeoutSeconds: 900,
      statements: rotationStatements(props),
      logKeyArn: props.logKeyArn,
      logRetentionDays: props.logRetentionDays,
    });
    const permission = rotate.invokableBy("secrets-manager", "secretsmanager.amazonaws.com", secret.arn);
    new SecretsmanagerSecretRotation(this, "rotation", {
      secretId: secret.arn,
      rotationLambdaArn: rotate.arn,
      rotateImmediately: true,
      rotationRules: { automaticallyAfterDays: ROTATION_DAYS },
      dependsOn: [secret.ready, permission, rotate.role.ready, ...props.after],
    });
  }
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html */
function rotationStatements({
  at,
  engine,
  regions,
  secret,
  replicaKeyArns,
}: PasswordRotationProps): Statement[] {
  const { aurora } = ENGINES[engine];
  const databases = regions.map((region) => databaseArn({ ...at, region }, engine));
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
      // Of the secret and its copies through Secrets Manager, and of the environment variables.
      sid: "Encryption",
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [secret.keyArn, ...replicaKeyArns],
    },
    {
      sid: "Database",
      actions: aurora
        ? ["rds:DescribeDBClusters", "rds:ModifyDBCluster"]
        : ["rds:DescribeDBInstances", "rds:ModifyDBInstance"],
      resources: databases,
    },
    ...(aurora
      ? [
          {
            sid: "WhichTakesWrites",
            actions: ["rds:DescribeGlobalClusters"],
            resources: [globalArn(at, "rds", `global-cluster:${databaseIdentifier(at)}`)],
          },
        ]
      : []),
  ];
}
