/** What a path answers while the application works: one of `monitoring.canary.checks` of an environment. */
export interface Expectation {
  readonly path: string;
  readonly status: number;
  /** Text that the answer contains. */
  readonly contains?: string | undefined;
  /** Fields of the answer's JSON object, each with the values it may have. */
  readonly json?: Readonly<Record<string, readonly (string | number | boolean)[]>> | undefined;
}

/** Whether an answer is as expected. */
export function isExpected(
  { status, contains, json = {} }: Expectation,
  given: number,
  body: string,
): boolean {
  if (given !== status || (contains !== undefined && !body.includes(contains))) return false;
  const fields = Object.entries(json);
  if (fields.length === 0) return true;
  const answer = parse(body);
  return fields.every(([name, allowed]) => allowed.some((value) => value === answer[name]));
}

/** The expectation in words, such as `status 200 and the text "ready"`. */
export function inWords({ status, contains, json = {} }: Expectation): string {
  const fields = Object.entries(json).map(([name, allowed]) => {
    const values = allowed.map((value) => JSON.stringify(value)).join(" or ");
    return `JSON with ${name} ${values}`;
  });
  return [
    `status ${status}`,
    ...(contains === undefined ? [] : [`the text ${JSON.stringify(contains)}`]),
    ...fields,
  ].join(" and ");
}

function parse(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
