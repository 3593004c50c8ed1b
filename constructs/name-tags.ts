import { type IAspect, TerraformResource, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

/** A resource whose type has tags; the generated bindings know no common interface for it. */
type Taggable = TerraformResource & {
  tags: Record<string, string>;
  tagsInput: Record<string, string> | undefined;
};

/**
 * Gives every taggable resource a `Name` tag made of the prefix and its construct path, which is what the AWS
 * console shows. A name that a construct has set stays.
 */
export class NameTags implements IAspect {
  constructor(private readonly prefix: string) {}

  visit(node: IConstruct): void {
    if (!isTaggable(node) || node.tagsInput?.["Name"] !== undefined) return;
    const path = node.node.path.slice(TerraformStack.of(node).node.path.length + 1);
    const parts = path.split("/").filter((id) => id !== "Default");
    node.tags = { Name: [this.prefix, ...parts].join("-"), ...node.tagsInput };
  }
}

function isTaggable(node: IConstruct): node is Taggable {
  return TerraformResource.isTerraformResource(node) && "tagsInput" in node;
}
