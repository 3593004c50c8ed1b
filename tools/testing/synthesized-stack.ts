/** A resource or data source as it stands in `cdk.tf.json`. */
export interface Synthesized {
  readonly [attribute: string]: unknown;
  readonly "//": { readonly metadata: { readonly path: string; readonly uniqueId: string } };
}

type Blocks = Readonly<Record<string, Readonly<Record<string, Synthesized>>>>;

interface Document {
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly output?: Readonly<Record<string, { readonly value: unknown }>>;
  readonly provider?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly terraform?: { readonly backend?: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
}

/** One synthesized stack. Resources are looked up by type and by the path of their construct. */
export class SynthesizedStack {
  private readonly document: Document;

  /** @param text content of the stack's `cdk.tf.json` */
  constructor(
    readonly id: string,
    readonly text: string,
  ) {
    this.document = JSON.parse(text) as Document;
  }

  /** The resources of this stack that belong to a construct in it, with paths below that construct. */
  below(path: string): SynthesizedStack {
    const id = `${this.id}/${path}`;
    const within = ([, { "//": comment }]: [string, Synthesized]) =>
      comment.metadata.path.startsWith(`${id}/`);
    const resource = Object.entries(this.document.resource ?? {}).flatMap(([type, blocks]) => {
      const kept = Object.entries(blocks).filter(within);
      return kept.length === 0 ? [] : [[type, Object.fromEntries(kept)]];
    });
    return new SynthesizedStack(id, JSON.stringify({ resource: Object.fromEntries(resource) as Blocks }));
  }

  /** Types of all resources. */
  get types(): string[] {
    return Object.keys(this.document.resource ?? {});
  }

  /** All resources of a type; none where there are none. */
  all(type: string): Synthesized[] {
    return Object.values(this.document.resource?.[type] ?? {});
  }

  /** Addresses of all resources, such as `aws_vpc.vpc`. */
  get addresses(): string[] {
    return this.types.flatMap((type) =>
      Object.keys(this.document.resource?.[type] ?? {}).map((id) => `${type}.${id}`),
    );
  }

  /** The only resource of a type, or the one at a construct's path below the stack (`vpc/public-0`). */
  one(type: string, path?: string): Synthesized {
    const found = this.all(type).filter((resource) => path === undefined || this.pathOf(resource) === path);
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    const there = this.all(type).map((resource) => this.pathOf(resource));
    throw new Error(`${this.id}: ${found.length} ${type} ${path ?? ""}; there are: ${there.join(", ")}`);
  }

  /** The resource of an address: its type and its name in Terraform. */
  named(type: string, name: string): Synthesized {
    const found = this.document.resource?.[type]?.[name];
    if (found === undefined) throw new Error(`${this.id}: no ${type}.${name}`);
    return found;
  }

  /** The path of a resource's construct below the stack. */
  pathOf(resource: Synthesized): string {
    return resource["//"].metadata.path.slice(this.id.length + 1).replace(/\/Default$/, "");
  }

  /** The expression for an attribute of a resource: `${aws_vpc.vpc.id}`. */
  reference(type: string, path: string | undefined, attribute = "id"): string {
    return `\${${this.address(type, path)}.${attribute}}`;
  }

  /** The expression by which another stack reads an attribute of a resource of this one, from its state. */
  remoteReference(type: string, path: string | undefined, attribute = "id"): string {
    const output = `${type}${this.one(type, path)["//"].metadata.uniqueId}${attribute}`;
    const state = `data.terraform_remote_state.cross-stack-reference-input-${this.id}`;
    return `\${${state}.outputs.cross-stack-output-${output}}`;
  }

  /** The address of a resource, as `depends_on` holds it. */
  address(type: string, path?: string): string {
    return `${type}.${this.one(type, path)["//"].metadata.uniqueId}`;
  }

  data(type: string): Synthesized[] {
    return Object.values(this.document.data?.[type] ?? {});
  }

  output(name: string): unknown {
    return this.document.output?.[name]?.value;
  }

  get provider(): Readonly<Record<string, unknown>> {
    return this.document.provider?.["aws"]?.[0] ?? {};
  }

  get backend(): Readonly<Record<string, unknown>> {
    return this.document.terraform?.backend?.["s3"] ?? {};
  }
}
