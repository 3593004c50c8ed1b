import { matchesArn, matchesText } from "./patterns";

/** What is known of a request, by condition key in lower case; a key that AWS does not send is absent. */
export type Context = ReadonlyMap<string, readonly string[]>;

/** Operator → key → values, as a policy states it. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

type Comparison = (given: string, wanted: string) => boolean;

const number = (compare: (difference: number) => boolean): Comparison => {
  return (given, wanted) => compare(Number(given) - Number(wanted));
};
const date = (compare: (difference: number) => boolean): Comparison => {
  return (given, wanted) => compare(Date.parse(given) - Date.parse(wanted));
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: (given, wanted) => given === wanted,
  StringEqualsIgnoreCase: (given, wanted) => given.toLowerCase() === wanted.toLowerCase(),
  StringLike: matchesText,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: (given, wanted) => given.toLowerCase() === wanted.toLowerCase(),
  NumericEquals: number((difference) => difference === 0),
  NumericLessThan: number((difference) => difference < 0),
  NumericLessThanEquals: number((difference) => difference <= 0),
  NumericGreaterThan: number((difference) => difference > 0),
  NumericGreaterThanEquals: number((difference) => difference >= 0),
  DateEquals: date((difference) => difference === 0),
  DateLessThan: date((difference) => difference < 0),
  DateLessThanEquals: date((difference) => difference <= 0),
  DateGreaterThan: date((difference) => difference > 0),
  DateGreaterThanEquals: date((difference) => difference >= 0),
};

/** Operators that ask for the opposite: none of the values may match. */
const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
  NumericNotEquals: "NumericEquals",
  DateNotEquals: "DateEquals",
};

/**
 * Whether all conditions of a statement are met: every operator, every key, any of a key's values.
 *
 * @throws {Error} for an operator that is not known, rather than a guess
 */
export function met(conditions: Conditions, context: Context): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      holds(operator, [values].flat(), context.get(key.toLowerCase())),
    ),
  );
}

function holds(text: string, wanted: readonly string[], given: readonly string[] | undefined): boolean {
  const [, set, operator = "", optional] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(text) ?? [];
  if (operator === "Null") return wanted.includes(String(given === undefined));
  const base = NEGATED[operator];
  const compare = COMPARISONS[base ?? operator];
  if (compare === undefined) throw new Error(`the condition operator ${text} is not known`);
  // Of several values of a key, ForAllValues is content with none; a negated operator and IfExists with an absent key.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
  if (given === undefined || given.length === 0) {
    if (set === "ForAllValues" || optional !== undefined) return true;
    return set === undefined && base !== undefined;
  }
  const matches = (value: string) => wanted.some((one) => compare(value, one)) !== (base !== undefined);
  return set === "ForAllValues" ? given.every(matches) : given.some(matches);
}
