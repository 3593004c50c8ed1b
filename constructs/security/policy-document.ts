/** One statement of an IAM policy. Actions are named one by one: wildcards are for documents that nobody reads. */
export interface Statement {
  /** Alphanumeric id, unique in its document. */
  readonly sid: string;
  /** @default "Allow" */
  readonly effect?: "Allow" | "Deny";
  /** Who; only in trust and resource policies. */
  readonly principals?:
    | {
        readonly services?: readonly string[];
        readonly aws?: readonly string[];
        /** ARNs of identity providers. */
        readonly federated?: readonly string[];
      }
    | "*";
  readonly actions: readonly string[];
  /** ARNs; none in a trust policy. */
  readonly resources?: readonly string[];
  /** Operator → key → values. */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * An IAM policy document as JSON. Written at synthesis instead of by a data source, so that a reader, a policy
 * check and a scanner see it before anything is applied.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function policyDocument(...statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements.map(render) });
}

/** The account's administrators by their IAM policies; the way AWS itself names "this account". */
export function accountRoot(account: string): string {
  return `arn:aws:iam::${account}:root`;
}

function render({ sid, effect = "Allow", principals, actions, resources, conditions }: Statement): object {
  return {
    Sid: sid,
    Effect: effect,
    ...(principals !== undefined && { Principal: principals === "*" ? "*" : renderPrincipals(principals) }),
    Action: single(actions),
    ...(resources !== undefined && { Resource: single(resources) }),
    ...(conditions !== undefined && { Condition: conditions }),
  };
}

function renderPrincipals({
  services,
  aws,
  federated,
}: Exclude<NonNullable<Statement["principals"]>, "*">): object {
  return {
    ...(services !== undefined && { Service: single(services) }),
    ...(aws !== undefined && { AWS: single(aws) }),
    ...(federated !== undefined && { Federated: single(federated) }),
  };
}

/** AWS returns a list of one as a plain string; written the same way, a second plan stays empty. */
function single(values: readonly string[]): string | readonly string[] {
  return values.length === 1 && values[0] !== undefined ? values[0] : values;
}
