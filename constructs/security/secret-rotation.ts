import { LambdaInvocation } from "@cdktf/provider-aws/lib/lambda-invocation";
import { SecretsmanagerSecretRotation } from "@cdktf/provider-aws/lib/secretsmanager-secret-rotation";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import { NodeFunction, nodeFunctionName } from "../functions/node-function";
import { arn, type Location } from "../location";
import type { GeneratedSecret } from "./generated-secret";
import type { Statement } from "./policy-document";

/** What `functions/rotate-secret` knows how to rotate. */
export type RotatedKind = "application-password" | "cache-token" | "master-password" | "signing-keys";

export interface SecretRotationProps {
  readonly at: Location;
  readonly kind: RotatedKind;
  readonly secret: GeneratedSecret;
  /** Keys of the secret's copies in other regions. @default it has none */
  readonly replicaKeyArns?: readonly string[];
  /** Days between two rotations, 1–1000. */
  readonly days: number;
  /** Where the deployment rotates, instead of waiting for the schedule. @default nowhere */
  readonly withDeployment?: DeploymentRotation | undefined;
  /** What the function is told about what it rotates. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the function may do besides changing the secret. */
  readonly statements: readonly Statement[];
  /** Key that encrypts the log of rotation, and how long that is kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
}

/** A resource that is made without the secret's value, which a rotation then puts there. */
export interface DeploymentRotation {
  /** The resource; when it is made anew, the secret is rotated again. */
  readonly of: TerraformResource;
  /** What else has to exist before. */
  readonly after: readonly ITerraformDependable[];
}

/**
 * Rotation of a secret that nobody knows. Changed rules wait for their schedule: rotation at once would be asked for at
 * every change of them, so a rotation that can't wait is a call of its own.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
 */
export class SecretRotation extends Construct {
  constructor(scope: Construct, id: string, props: SecretRotationProps) {
    super(scope, id);
    const { at, kind, secret, days } = props;
    const rotate = new NodeFunction(this, "rotate", {
      at,
      directory: "rotate-secret",
      purpose: purposeOf(kind),
      description: `Rotates a secret: ${kind}`,
      environment: { KIND: kind, ...props.environment },
      keyArn: secret.keyArn,
      timeoutSeconds: 900,
      statements: [...secretStatements(props), ...props.statements],
      logKeyArn: props.logKeyArn,
      logRetentionDays: props.logRetentionDays,
    });
    const permission = rotate.invokableBy("secrets-manager", "secretsmanager.amazonaws.com", secret.arn);
    const rotation = new SecretsmanagerSecretRotation(this, "rotation", {
      secretId: secret.arn,
      rotationLambdaArn: rotate.arn,
      rotateImmediately: false,
      rotationRules: { automaticallyAfterDays: days },
      dependsOn: [secret.ready, permission, rotate.role.ready],
    });
    if (days > 90) suppress(rotation, "secret-rotation-period", `The environment chose ${days} days.`);
    if (props.withDeployment === undefined) return;
    const { of, after } = props.withDeployment;
    new LambdaInvocation(this, "now", {
      functionName: rotate.name,
      input: JSON.stringify({ rotateNow: secret.arn }),
      dependsOn: [rotation, of, ...after],
      lifecycle: { replaceTriggeredBy: [`${of.terraformResourceType}.${of.friendlyUniqueId}.arn`] },
    });
  }
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html */
function secretStatements({ at, kind, secret, replicaKeyArns = [], withDeployment }: SecretRotationProps) {
  return [
    {
      sid: "Secret",
      actions: [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
        ...(withDeployment === undefined ? [] : ["secretsmanager:RotateSecret"]),
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
    // Secrets Manager asks it of whoever starts a rotation.
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
    ...(withDeployment === undefined
      ? []
      : [
          {
            sid: "Itself",
            actions: ["lambda:InvokeFunction"],
            resources: [arn(at, "lambda", `function:${nodeFunctionName(at, purposeOf(kind))}`)],
          },
        ]),
  ];
}

function purposeOf(kind: RotatedKind): string {
  return `rotate-${kind}`;
}
