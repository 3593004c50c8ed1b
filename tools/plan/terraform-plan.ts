/**
 * What of a plan's JSON is looked at here.
 * https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export interface TerraformPlan {
  readonly resource_changes?: readonly ResourceChange[];
  /** What has been changed outside of Terraform since the last deployment. */
  readonly resource_drift?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, { readonly actions: readonly string[] }>>;
}

export interface ResourceChange {
  /** `aws_vpc.vpc`. */
  readonly address: string;
  /** Where the resource was before, if it has moved. */
  readonly previous_address?: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  /** Why Terraform chose these actions, such as `replace_because_cannot_update`. */
  readonly action_reason?: string;
  readonly change: {
    readonly actions: readonly string[];
    /** Paths of the attributes that force a replacement. */
    readonly replace_paths?: readonly (readonly (string | number)[])[];
    readonly importing?: object;
    /** Attributes before and after; null where there is no resource. */
    readonly before?: unknown;
    readonly after?: unknown;
  };
}

/** What happens to a resource, in the words of Terraform's own summary. */
export type Action = "create" | "change" | "replace" | "destroy" | "forget" | "move" | "import";

/** @returns undefined where nothing happens to the resource */
export function actionOf({
  mode,
  change,
  previous_address: before,
  address,
}: ResourceChange): Action | undefined {
  if (mode === "data") return undefined;
  const { actions, importing } = change;
  const has = (action: string) => actions.includes(action);
  if (has("create") && has("delete")) return "replace";
  if (has("delete")) return "destroy";
  // With `destroy = false` a resource leaves the state and stays in AWS, even where another takes its place.
  if (has("forget")) return "forget";
  if (has("create")) return "create";
  if (importing !== undefined) return "import";
  if (has("update")) return "change";
  return before !== undefined && before !== address ? "move" : undefined;
}

/** Why a resource is replaced or destroyed, in words. */
export function reasonOf({ action_reason: reason, change }: ResourceChange): string {
  const attributes = [...new Set((change.replace_paths ?? []).map((path) => path.join(".")))];
  if (attributes.length > 0) return `cannot be changed in place: ${attributes.join(", ")}`;
  const words = REASONS[reason ?? ""];
  return words ?? (reason === undefined ? "no reason given by Terraform" : reason.replaceAll("_", " "));
}

/** The reason of what was interrupted, or has failed, while it was made. */
export const UNFINISHED = "an earlier creation did not finish";

const REASONS: Readonly<Record<string, string>> = {
  replace_because_tainted: UNFINISHED,
  replace_by_request: "asked for with -replace",
  replace_by_triggers: "something it is tied to changes",
  delete_because_no_resource_config: "the configuration has no such resource any more",
  delete_because_no_module: "the configuration has no such module any more",
  delete_because_count_index: "the configuration has fewer instances of it",
  delete_because_each_key: "the configuration has no instance with this key any more",
  delete_because_wrong_repetition: "the configuration repeats it in another way",
  delete_because_no_move_target: "it was moved to where nothing is",
};

/** Names of the outputs whose value changes, or is not known before the plan has been applied. */
export function changedOutputs(plan: TerraformPlan): string[] {
  return Object.entries(plan.output_changes ?? {})
    .filter(([, { actions }]) => !actions.includes("no-op"))
    .map(([name]) => name);
}
