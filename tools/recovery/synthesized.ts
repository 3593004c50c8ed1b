import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A resource of a synthesized stack. */
export interface SynthesizedResource {
  /** `aws_vpc.vpc`. */
  readonly address: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Value of its `Name` tag; undefined for types without tags. */
  readonly nameTag: string | undefined;
  /** Name of the provider that makes it, as in {@link SynthesizedProvider.name}. */
  readonly provider: string;
}

/** A provider of a synthesized stack: one region, and the tags of everything in it. */
export interface SynthesizedProvider {
  /** `aws`; `aws.us-west-2` for another region. */
  readonly name: string;
  readonly region: string;
  readonly tags: Readonly<Record<string, string>>;
}

type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** The resources in a synthesized directory, those first that others are found through. */
export function synthesizedResources(directory: string): SynthesizedResource[] {
  const { resource } = JSON.parse(readFileSync(join(directory, "cdk.tf.json"), "utf8")) as {
    resource: Resources;
  };
  return Object.entries(resource)
    .flatMap(([type, named]) =>
      Object.entries(named).map(([name, attributes]) => {
        const tags = attributes["tags"] as Readonly<Record<string, string>> | undefined;
        const { provider = "aws" } = attributes as { provider?: string };
        return { address: `${type}.${name}`, type, attributes, nameTag: tags?.["Name"], provider };
      }),
    )
    .sort((a, b) => references(a.attributes) - references(b.attributes));
}

interface ProviderBlock {
  readonly region: string;
  readonly alias?: string;
  readonly default_tags?: readonly { readonly tags: Readonly<Record<string, string>> }[];
}

export function synthesizedProviders(directory: string): SynthesizedProvider[] {
  const { provider } = JSON.parse(readFileSync(join(directory, "cdk.tf.json"), "utf8")) as {
    provider: { readonly aws: readonly ProviderBlock[] };
  };
  return provider.aws.map(({ region, alias, default_tags: tags = [] }) => ({
    name: alias === undefined ? "aws" : `aws.${alias}`,
    region,
    tags: Object.assign({}, ...tags.map((one) => one.tags)) as Record<string, string>,
  }));
}

function references(attributes: object): number {
  return JSON.stringify(attributes).split("${aws_").length;
}
