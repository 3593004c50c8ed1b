import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { Fn, type ITerraformDependable, TerraformLocal } from "cdktf";
import { Construct } from "constructs";
import { ephemeralPassword } from "./ephemeral-password";

/**
 * Label of the version that Terraform makes. Secrets Manager deletes versions without labels once there are a hundred,
 * and Terraform would make the missing one anew: a random value, and current.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version
 */
const FIRST = "FIRST";

export interface GeneratedSecretProps {
  /** Name in Secrets Manager. */
  readonly name: string;
  /** One sentence. */
  readonly description: string;
  /** Key that encrypts the value. */
  readonly keyArn: string;
  /** Whether a deleted secret can be restored for 30 days; until then its name is taken. */
  readonly recoverable: boolean;
  /** User name; with it the value is JSON of `username` and `password`. @default the value is the random text alone */
  readonly username?: string | undefined;
  /** Length of the random text, in characters. @default 64 */
  readonly length?: number | undefined;
  /** Regions that get a copy, each with the ARN of the region's key that encrypts it. @default none */
  readonly replicas?: Readonly<Record<string, string>> | undefined;
}

/** A secret, or its copy in another region. */
export interface Secret {
  readonly arn: string;
  readonly name: string;
  /** Key that encrypts the value. */
  readonly keyArn: string;
}

/**
 * A secret whose first value is random, and known to nobody: it exists in Secrets Manager alone. Later values are
 * put there by rotation or by hand; Terraform leaves them as they are.
 */
export class GeneratedSecret extends Construct implements Secret {
  /** The first value, for a write-only attribute of what it gives access to; its later values are not known here. */
  readonly initialValue: string;
  readonly arn: string;
  readonly name: string;
  readonly keyArn: string;
  /** Exists once the secret has a value. */
  readonly ready: ITerraformDependable;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: GeneratedSecretProps,
  ) {
    super(scope, id);
    const { username, replicas = {} } = props;
    const secret = new SecretsmanagerSecret(this, "Default", {
      name: props.name,
      description: props.description,
      kmsKeyId: props.keyArn,
      recoveryWindowInDays: props.recoverable ? 30 : 0,
      ...(Object.keys(replicas).length > 0 && {
        replica: Object.entries(replicas).map(([region, kmsKeyId]) => ({ region, kmsKeyId })),
      }),
    });
    this.initialValue = ephemeralPassword(this, "value", props.length);
    this.ready = new SecretsmanagerSecretVersion(this, "value", {
      secretId: secret.id,
      secretStringWo:
        username === undefined
          ? this.initialValue
          : JSON.stringify({ username, password: this.initialValue }),
      secretStringWoVersion: 1,
      versionStages: ["AWSCURRENT", FIRST],
      lifecycle: { ignoreChanges: ["version_stages"] },
    });
    this.arn = secret.arn;
    this.name = props.name;
    this.keyArn = props.keyArn;
  }

  /**
   * The copy in another region: its ARN differs in the region alone.
   * https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
   *
   * @param scope where the copy is used
   * @param home the secret's own region
   * @throws {Error} where there is no copy in that region
   */
  replica(scope: Construct, home: string, region: string): Secret {
    const keyArn = this.props.replicas?.[region];
    if (keyArn === undefined) {
      const allowed = Object.keys(this.props.replicas ?? {}).join(", ") || "there are none";
      throw new Error(`${this.node.path}: given region ${region}; allowed are those of replicas: ${allowed}`);
    }
    // A local value, because the expression has quotes of its own, and the ARN ends up in JSON.
    const local = new TerraformLocal(
      scope,
      `${this.node.id}-arn`,
      Fn.replace(this.arn, `:${home}:`, `:${region}:`),
    );
    return { arn: local.asString, name: this.name, keyArn };
  }
}
