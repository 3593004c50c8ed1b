import { Aspects, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { InRegion } from "../constructs/in-region";
import type { Location } from "../constructs/location";
import { EncryptionKey } from "../constructs/security/encryption-key";
import {
  GeneratedSecret,
  type GeneratedSecretProps,
  type Secret,
} from "../constructs/security/generated-secret";
import type { Environment } from "../environments/config/schema";
import { suppress } from "../policy/suppression";

export interface DataSecretsProps {
  readonly at: Location;
  readonly environment: Environment;
  /** Secrets of the environment's first region. @default this is it */
  readonly home: DataSecrets | undefined;
  /** The provider for resources in a region. */
  readonly providerOf: (region: string) => TerraformProvider;
}

export interface SecretContent extends Pick<GeneratedSecretProps, "description" | "username" | "length"> {
  /** Why it keeps its value. @default it is rotated */
  readonly notRotated?: string;
}

interface Keys {
  readonly arn: string;
  /** By region. */
  readonly replicas: Readonly<Record<string, string>>;
}

/** The secrets of an environment: made in its first region, copied to the others, so that all have one value. */
export class DataSecrets {
  private readonly made = new Map<string, GeneratedSecret>();
  private madeKeys: Keys | undefined;

  /** @param stack the resources are made in it directly */
  constructor(
    private readonly stack: Construct,
    private readonly props: DataSecretsProps,
  ) {}

  /** A secret, or its copy where this is not the first region. */
  add(name: string, { notRotated, ...value }: SecretContent): Secret {
    const { at, environment, home } = this.props;
    if (home !== undefined) return home.get(name).replica(this.stack, home.props.at.region, at.region);
    const { arn: keyArn, replicas } = this.keys;
    const secret = new GeneratedSecret(this.stack, `secret-${name}`, {
      name: `${at.prefix}/${name}`,
      keyArn,
      replicas,
      recoverable: environment.deletionProtection,
      ...value,
    });
    if (notRotated !== undefined) suppress(secret, "secret-rotation", notRotated);
    this.made.set(name, secret);
    return secret;
  }

  /** A secret that was made here. @throws {Error} where there is none of that name */
  get(name: string): GeneratedSecret {
    const secret = this.made.get(name);
    if (secret !== undefined) return secret;
    const allowed = [...this.made.keys()].join(", ") || "there are none";
    throw new Error(`${this.stack.node.path}: given secret ${name}; allowed are ${allowed}`);
  }

  /** Keys of the copies in other regions. */
  get replicaKeyArns(): string[] {
    return Object.values(this.keys.replicas);
  }

  /** A key in every region: those of the others are made here, because the copies are made with the secret. */
  private get keys(): Keys {
    const { at, environment } = this.props;
    return (this.madeKeys ??= {
      arn: new EncryptionKey(this.stack, "secrets-key", { at, purpose: "secrets" }).arn,
      replicas: Object.fromEntries(
        environment.regions
          .filter(({ name }) => name !== at.region)
          .map(({ name }) => [name, this.replicaKey(name)]),
      ),
    });
  }

  private replicaKey(region: string): string {
    const scope = new Construct(this.stack, `secrets-${region}`);
    Aspects.of(scope).add(new InRegion(this.props.providerOf(region)));
    return new EncryptionKey(scope, "key", { at: { ...this.props.at, region }, purpose: "secrets" }).arn;
  }
}
