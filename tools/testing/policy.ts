/** A statement of a synthesized IAM policy. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The statements of a policy document in an attribute of a resource. */
export function statements(document: unknown): PolicyStatement[] {
  return (JSON.parse(String(document)) as { Statement: PolicyStatement[] }).Statement;
}

/** Actions of statements as `<effect> <action> <resource>`, one line for each, sorted: easy to compare as a set. */
export function permissions(document: unknown): string[] {
  const list = (value: string | readonly string[] | undefined) => [value ?? []].flat();
  return statements(document)
    .flatMap(({ Effect, Action, Resource }) =>
      list(Action).flatMap((action) => list(Resource).map((resource) => `${Effect} ${action} ${resource}`)),
    )
    .sort();
}
