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
  /** Whether each region has a secret of its own. @default there is one, which other regions get a copy of */
  readonly regional?: boolean;
}

/** The secrets of an environment: made in its first region, copied to the others, so that all have one value. */
export class DataSecrets {
  private readonly made = new Map<string, GeneratedSecret>();
  private madeKey: string | undefined;
  private madeReplicaKeys: Readonly<Record<string, string>> | undefined;

  /** @param stack the resources are made in it directly */
  constructor(
    private readonly stack: Construct,
    private readonly props: DataSecretsProps,
  ) {}

  /** A secret, or its copy where this is not the first region. */
  add(name: string, { notRotated, regional = false, ...value }: SecretContent): Secret {
    const { at, environment, home } = this.props;
    if (home !== undefined && !regional) {
      return home.made.get(name)?.replica(this.stack, home.props.at.region, at.region) ?? home.missing(name);
    }
    const secret = new GeneratedSecret(this.stack, `secret-${name}`, {
      name: `${at.prefix}/${name}`,
      keyArn: this.keyArn,
      replicas: regional ? {} : this.replicaKeys,
      recoverable: environment.deletionProtection,
      ...value,
    });
    if (notRotated !== undefined) suppress(secret, "secret-rotation", notRotated);
    this.made.set(name, secret);
    return secret;
  }

  /** A secret that was made here; undefined where it is a copy, or there is none of that name. */
  own(name: string): GeneratedSecret | undefined {
    return this.made.get(name);
  }

  /** Keys of the copies in other regions. */
  get replicaKeyArns(): string[] {
    return Object.values(this.madeReplicaKeys ?? {});
  }

  /** Key of this region. */
  get keyArn(): string {
    const { at } = this.props;
    return (this.madeKey ??= new EncryptionKey(this.stack, "secrets-key", { at, purpose: "secrets" }).arn);
  }

  /** Keys of the other regions, which are made here, because the copies are made with the secret. */
  private get replicaKeys(): Readonly<Record<string, string>> {
    const { at, environment } = this.props;
    return (this.madeReplicaKeys ??= Object.fromEntries(
      environment.regions
        .filter(({ name }) => name !== at.region)
        .map(({ name }) => [name, this.replicaKey(name)]),
    ));
  }

  private replicaKey(region: string): string {
    const scope = new Construct(this.stack, `secrets-${region}`);
    Aspects.of(scope).add(new InRegion(this.props.providerOf(region)));
    return new EncryptionKey(scope, "key", { at: { ...this.props.at, region }, purpose: "secrets" }).arn;
  }

  private missing(name: string): never {
    const allowed = [...this.made.keys()].join(", ") || "there are none";
    throw new Error(`${this.stack.node.path}: given secret ${name}; allowed are ${allowed}`);
  }
}
