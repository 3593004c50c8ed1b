import type { ResourceChange, TerraformPlan } from "./terraform-plan";

/** A change as Terraform writes it, for tests. */
export function change(
  address: string,
  actions: readonly string[],
  more: Partial<Omit<ResourceChange, "change">> & {
    readonly replacePaths?: string[][];
    readonly importing?: object;
    readonly before?: object;
    readonly after?: object;
  } = {},
): ResourceChange {
  const { replacePaths, importing, before, after, ...rest } = more;
  return {
    address,
    mode: "managed",
    type: address.split(".")[0] ?? "",
    ...rest,
    change: {
      actions,
      ...(replacePaths !== undefined && { replace_paths: replacePaths }),
      ...(importing !== undefined && { importing }),
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    },
  };
}

export function plan(...changes: ResourceChange[]): TerraformPlan {
  return { resource_changes: changes };
}
