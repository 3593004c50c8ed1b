import { type Conditions, type Context, met } from "./conditions";
import { matchesAction, matchesText } from "./patterns";

/** A statement of an identity policy, a boundary or a resource's policy, as AWS writes it. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Conditions;
}

/** One thing that somebody asks AWS to do with one resource. */
export interface Request {
  /** Such as `kms:PutKeyPolicy`. */
  readonly action: string;
  /** ARN, or `*` for an action that knows no resource. */
  readonly resource: string;
  /** Values by condition key, whatever its case: `aws:ResourceTag/Project`, `kms:ViaService` … @default none */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** The policies that decide about a role of the resource's own account. */
export interface Policies {
  /** Statements of all policies of the role. */
  readonly identity: readonly PolicyStatement[];
  /** Statements of its permissions boundary. @default none: it has no boundary */
  readonly boundary?: readonly PolicyStatement[];
}

export type Decision = "allowed" | "denied explicitly" | "not allowed";

/**
 * What AWS decides about a request of a role: an explicit denial anywhere, then a permission that the identity's
 * policies give and its boundary leaves.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 *
 * Policies of resources, of organizations and of sessions are left out: no policy of a resource here names a role
 * that deploys, and a key's policy leaves it to the account's IAM policies.
 */
export function evaluate({ identity, boundary }: Policies, request: Request): Decision {
  const all = [...identity, ...(boundary ?? [])];
  if (all.some((statement) => statement.Effect === "Deny" && applies(statement, request)))
    return "denied explicitly";
  const allows = (statements: readonly PolicyStatement[]) =>
    statements.some((statement) => statement.Effect === "Allow" && applies(statement, request));
  return allows(identity) && (boundary === undefined || allows(boundary)) ? "allowed" : "not allowed";
}

/** Whether a statement is about a request: its action, its resource, and all its conditions. */
export function applies(statement: PolicyStatement, { action, resource, context = {} }: Request): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  const known: Context = new Map(
    Object.entries(context).map(([key, values]) => [key.toLowerCase(), [values].flat()]),
  );
  const means = (
    only: string | readonly string[] | undefined,
    except: string | readonly string[] | undefined,
    match: (pattern: string) => boolean,
  ) => (except === undefined ? [only ?? []].flat().some(match) : ![except].flat().some(match));
  return (
    means(Action, NotAction, (pattern) => matchesAction(action, pattern)) &&
    means(Resource, NotResource, (pattern) => matchesText(resource, filled(pattern, known))) &&
    met(Condition, known)
  );
}

/** `${aws:PrincipalTag/team}` in a resource, filled in; one without a value matches nothing. */
function filled(pattern: string, context: Context): string {
  return pattern.replace(/\$\{([*?$]|[^}]+)\}/g, (_, key: string) =>
    /^[*?$]$/.test(key) ? key : (context.get(key.toLowerCase())?.[0] ?? "\0"),
  );
}
