/** A statement of an IAM policy document, with everything as lists. */
export interface PolicyStatement {
  readonly sid: string;
  readonly allow: boolean;
  readonly actions: readonly string[];
  /** Everything but these: `NotAction`. */
  readonly exceptActions: readonly string[];
  readonly resources: readonly string[];
  /** Everything but these: `NotResource`. */
  readonly exceptResources: readonly string[];
  readonly principals: readonly Principal[];
  /** Whether it names whom it does not mean: `NotPrincipal`. */
  readonly exceptPrincipals: boolean;
  readonly conditions: readonly Condition[];
}

export interface Principal {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`; `*` for everybody. */
  readonly kind: string;
  readonly value: string;
}

export interface Condition {
  /** Such as `StringEquals`. */
  readonly operator: string;
  /** Such as `aws:SourceAccount`, in lower case: AWS does not tell cases apart. */
  readonly key: string;
  readonly values: readonly string[];
}

/** The statements of a policy; undefined where it is not JSON, or known only after apply. */
export function readPolicy(text: unknown): readonly PolicyStatement[] | undefined {
  if (typeof text !== "string") return undefined;
  const parsed = parse(text);
  if (typeof parsed !== "object" || parsed === null || !("Statement" in parsed)) return undefined;
  const statements = parsed.Statement;
  return (Array.isArray(statements) ? statements : [statements]).map((one) => statement(one as Raw));
}

type Raw = Readonly<Record<string, unknown>>;

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function statement(raw: Raw): PolicyStatement {
  return {
    sid: typeof raw["Sid"] === "string" ? raw["Sid"] : "",
    allow: raw["Effect"] === "Allow",
    actions: strings(raw["Action"]),
    exceptActions: strings(raw["NotAction"]),
    resources: strings(raw["Resource"]),
    exceptResources: strings(raw["NotResource"]),
    principals: principals(raw["Principal"]),
    exceptPrincipals: raw["NotPrincipal"] !== undefined,
    conditions: entries(raw["Condition"]).flatMap(([operator, keys]) =>
      entries(keys).map(([key, values]) => ({ operator, key: key.toLowerCase(), values: strings(values) })),
    ),
  };
}

function principals(value: unknown): Principal[] {
  if (typeof value === "string") return [{ kind: "*", value }];
  return entries(value).flatMap(([kind, values]) => strings(values).map((one) => ({ kind, value: one })));
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function strings(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}
