import type { z } from "zod";

/** One thing wrong in a configuration, in the words of its author: where, what was given, what is allowed. */
export interface Problem {
  /** The file, relative to the project. */
  readonly file: string;
  /** Path of the value inside the file, such as `services.web.cpu`; empty for the file as a whole. */
  readonly path: string;
  /** What was given, as JSON; undefined where the value is a default or missing. */
  readonly given: string | undefined;
  /** What is allowed. */
  readonly allowed: string;
}

/** Every problem of every file at once. Nothing is synthesized once this is thrown. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(describe(problems));
    this.name = "ConfigurationError";
  }
}

function describe(problems: readonly Problem[]): string {
  const lines = problems.map(({ file, path, given, allowed }) => {
    const where = path === "" ? file : `${file}: ${path}`;
    return `  ${where}\n      given:   ${given ?? "(nothing)"}\n      allowed: ${allowed}`;
  });
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return `The configuration has ${count}; nothing was synthesized.\n${lines.join("\n")}`;
}

/** Turns what zod found in `input` into problems of `file`. */
export function fromZod(file: string, input: unknown, error: z.ZodError): Problem[] {
  return error.issues.flatMap(meant).map((issue) => ({
    file,
    path: issue.path.map(String).join("."),
    given: given(input, issue),
    allowed: allowed(issue),
  }));
}

function allowed(issue: z.core.$ZodIssue): string {
  // What is wrong with a key is said one level below.
  if (issue.code === "invalid_key") return issue.issues.map(({ message }) => message).join("; ");
  if (issue.code !== "invalid_union" || issue.message !== UNSAID) return issue.message;
  const ofVariants = issue.errors.flatMap((issues) =>
    issues.map(({ message }) => message.replace("must be ", "")),
  );
  return `must be ${[...new Set(ofVariants)].join(", or ")}`;
}

/** What the validator says of a union that says nothing itself. */
const UNSAID = "Invalid input";

/** Of a value that fits no variant of a union: what is wrong with the variant whose kind of value it is. */
function meant(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  // A union that says itself what it allows says it best.
  if (issue.code !== "invalid_union" || issue.message !== UNSAID) return [issue];
  const wrongKind = (one: z.core.$ZodIssue) => one.path.length === 0 && one.code !== "unrecognized_keys";
  const variant = issue.errors.find((issues) => !issues.some(wrongKind));
  return (variant ?? []).length === 0
    ? [issue]
    : (variant ?? []).map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
}

/** The value at the issue's path; where a key is the problem, the key. */
function given(input: unknown, issue: z.core.$ZodIssue): string | undefined {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => JSON.stringify(key)).join(", ");
  return show(issue.code === "invalid_key" ? issue.path.at(-1) : valueAt(input, issue.path));
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  );
}

function show(value: unknown): string | undefined {
  const text = JSON.stringify(value) as string | undefined;
  return text !== undefined && text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
