import type { Statement } from "../../security/policy-document";
import type { StateLocation } from "../../state/state-location";

/**
 * What Terraform does to one kind of resource. Actions and whether they know a resource:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export interface Permission {
  /** Prefix of the actions, such as `ec2`. */
  readonly service: string;
  /** Actions of a plan and of a deployment. @default none */
  readonly read?: readonly string[];
  /** Actions of a deployment alone. @default none */
  readonly write?: readonly string[];
  /**
   * ARNs without `arn:aws:`, with placeholders: `{region}` stands for the scope's regions, `{prefix}` for the first
   * of the scope's names, `{name}` for each of them, `{role-name}` for those of its roles. `*` for actions that know no resource.
   */
  readonly on: "*" | readonly string[];
  /**
   * Whether only resources that carry the environment's tags are meant; for those without a name of their own. With
   * `or-new` also those without such tags, as a new one is at first: never those of another environment.
   */
  readonly tagged?: boolean | "or-new";
  /** Further conditions. @default none */
  readonly conditions?: (scope: Scope) => Statement["conditions"];
  /** Whether a scope has any use for it. @default always */
  readonly wanted?: (scope: Scope) => boolean;
}

/** Whose resources permissions are about. */
export interface Scope {
  readonly account: string;
  readonly regions: readonly string[];
  /** What `{name}` stands for; patterns of names. */
  readonly names: readonly string[];
  /** Names of its roles, as patterns. */
  readonly roleNames: readonly string[];
  /** Tags of everything that belongs to it. */
  readonly tags: Readonly<Record<string, string>>;
  /** Names that it has records of, as patterns. */
  readonly records: readonly string[];
  /** Ids of its stacks, as a pattern. */
  readonly stacks: string;
  /** ARN of the boundary that its roles must have. */
  readonly boundaryArn: string;
  readonly state: StateLocation;
}

/** Statements for some of the permissions: those that read, those that write, or both. */
export function statementsOf(
  permissions: readonly Permission[],
  scope: Scope,
  kinds: readonly ("read" | "write")[],
): Statement[] {
  return permissions.flatMap((permission, index) => {
    const { service, on, tagged = false, wanted = () => true } = permission;
    const actions = kinds.flatMap((kind) => permission[kind] ?? []);
    if (actions.length === 0 || !wanted(scope)) return [];
    const regional = on !== "*" && on.some((pattern) => pattern.includes("{region}"));
    const equals = { ...(tagged === true && ownedBy(scope)), ...(regional && within(scope)) };
    const given = {
      ...permission.conditions?.(scope),
      ...(tagged === "or-new" && { StringEqualsIfExists: ownedBy(scope) }),
    };
    const conditions = merge(given, equals);
    return [
      {
        sid: `${service.replace(/[^a-z0-9]/g, "")}${index}`,
        actions: [...new Set(actions)].sort().map((action) => `${service}:${action}`),
        resources: on === "*" ? ["*"] : on.flatMap((pattern) => expand(pattern, scope)),
        ...(conditions !== undefined && { conditions }),
      },
    ];
  });
}

function merge(
  given: NonNullable<Statement["conditions"]>,
  equals: Readonly<Record<string, string | readonly string[]>>,
): Statement["conditions"] {
  if (Object.keys(equals).length > 0)
    return { ...given, StringEquals: { ...given["StringEquals"], ...equals } };
  return Object.keys(given).length === 0 ? undefined : given;
}

/** Several regions are a condition instead of ARNs for each of them: a policy's size is limited. */
function within({ regions }: Scope): Readonly<Record<string, readonly string[]>> {
  return regions.length > 1 ? { "aws:RequestedRegion": regions } : {};
}

function ownedBy({ tags }: Scope): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}

function expand(pattern: string, { account, regions, names, roleNames, state, stacks }: Scope): string[] {
  const each = (texts: string[], placeholder: string, values: readonly string[]) =>
    texts.flatMap((text) =>
      text.includes(placeholder) ? values.map((value) => text.replaceAll(placeholder, value)) : [text],
    );
  const named = each([`arn:aws:${pattern.replaceAll("{account}", account)}`], "{name}", names);
  return each(named, "{role-name}", roleNames).map((text) =>
    text
      .replace("{region}", regions.length === 1 ? (regions[0] ?? "*") : "*")
      .replaceAll("{prefix}", names[0] ?? "")
      .replace("{state-bucket}", state.bucket)
      .replace("{state-table}", state.table)
      .replace("{state-region}", state.region)
      .replace("{stacks}", stacks),
  );
}
