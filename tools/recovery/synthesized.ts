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
        return { address: `${type}.${name}`, type, attributes, nameTag: tags?.["Name"] };
      }),
    )
    .sort((a, b) => references(a.attributes) - references(b.attributes));
}

function references(attributes: object): number {
  return JSON.stringify(attributes).split("${aws_").length;
}
