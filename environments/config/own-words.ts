import { z } from "zod";
import { nearest } from "./nearest.cjs";

/** What a kind of value is called here, by what the validator calls it. */
const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a section: { … }",
  record: "entries by name: { … }",
};

/** Above so many, the nearest values are named instead of all. */
const MOST_NAMED = 12;

/**
 * What is allowed where a value is refused and its schema has no sentence of its own: "must be …". Without it, the
 * validator's own words would come through.
 *
 * @returns undefined for unions, about which their variants say more
 */
export function inOwnWords(issue: z.core.$ZodRawIssue): string | undefined {
  const allowed = issue.inst === undefined ? undefined : statedFor(issue.inst);
  if (allowed !== undefined && issue.code === "invalid_value") {
    return `must be ${allowed}${suggestion(issue.input, issue.values)}`;
  }
  if (allowed !== undefined && issue.code !== "invalid_union") return `must be ${allowed}`;
  switch (issue.code) {
    case "invalid_type":
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return issue.values.length > MOST_NAMED
        ? `must be one of ${issue.values.length} values${suggestion(issue.input, issue.values)}`
        : `must be ${issue.values.map((one) => JSON.stringify(one)).join(" or ")}`;
    case "too_small":
      return bound(issue.origin, "at least", Number(issue.minimum));
    case "too_big":
      return bound(issue.origin, "at most", Number(issue.maximum));
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "unrecognized_keys":
      return `must not hold ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}`;
    case "invalid_format":
      return `must be of the format ${issue.format}${issue.pattern === undefined ? "" : `: ${issue.pattern}`}`;
    default:
      return undefined;
  }
}

/** What a schema says of itself for the reference of the configuration. */
function statedFor(schema: unknown): string | undefined {
  const allowed = z.globalRegistry.get(schema as z.core.$ZodType)?.["allowed"];
  return typeof allowed === "string" ? allowed : undefined;
}

function suggestion(given: unknown, values: readonly unknown[]): string {
  if (typeof given !== "string") return "";
  const names = values.filter((one) => typeof one === "string");
  return `; nearest to this are ${nearest(given, names).join(", ")}`;
}

function bound(origin: string, words: string, limit: number): string {
  if (origin === "string") {
    return limit === 1 && words === "at least"
      ? "must not be empty"
      : `must have ${words} ${limit} characters`;
  }
  if (origin === "number" || origin === "int") return `must be ${words} ${limit}`;
  return `must have ${words} ${limit} ${limit === 1 ? "entry" : "entries"}`;
}
