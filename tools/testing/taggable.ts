import { createRequire } from "node:module";

const load = createRequire(__filename);
const known = new Map<string, boolean>();

/** Whether resources of a type, such as `aws_s3_bucket`, have tags, according to the provider's own bindings. */
export function isTaggable(type: string): boolean {
  const answer = known.get(type) ?? look(type);
  known.set(type, answer);
  return answer;
}

function look(type: string): boolean {
  const path = `@cdktf/provider-aws/lib/${type.replace(/^aws_/, "").replaceAll("_", "-")}`;
  const bindings = Object.values(
    load(path) as Record<string, { tfResourceType?: string; prototype?: object }>,
  );
  const binding = bindings.find(({ tfResourceType }) => tfResourceType === type);
  if (binding?.prototype === undefined) throw new Error(`${path} has no class for ${type}`);
  return "tagsInput" in binding.prototype;
}
