import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ephemeralPassword } from "./ephemeral-password";

export interface GeneratedSecretProps {
  /** Name in Secrets Manager. */
  readonly name: string;
  /** One sentence. */
  readonly description: string;
  /** Key that encrypts the value. */
  readonly keyArn: string;
  /** Whether a deleted secret can be restored for 30 days; until then its name is taken. */
  readonly recoverable: boolean;
}

/**
 * A secret whose first value is random, and known to nobody: it exists in Secrets Manager alone. Later values are
 * put there by rotation or by hand; Terraform leaves them as they are.
 */
export class GeneratedSecret extends Construct {
  readonly arn: string;
  readonly name: string;
  readonly keyArn: string;
  /** Exists once the secret has a value. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: GeneratedSecretProps) {
    super(scope, id);
    const secret = new SecretsmanagerSecret(this, "Default", {
      name: props.name,
      description: props.description,
      kmsKeyId: props.keyArn,
      recoveryWindowInDays: props.recoverable ? 30 : 0,
    });
    this.ready = new SecretsmanagerSecretVersion(this, "value", {
      secretId: secret.id,
      secretStringWo: ephemeralPassword(this, "value"),
      secretStringWoVersion: 1,
    });
    this.arn = secret.arn;
    this.name = props.name;
    this.keyArn = props.keyArn;
  }
}
