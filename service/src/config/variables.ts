import * as z from "zod";

/** One environment variable: how its text is read, and what is said when it cannot be read. */
export interface Variable<T> {
  /** Reads the text; `undefined` when the variable is absent or empty. */
  readonly schema: z.ZodType<T>;
  /** What is allowed, as it completes the sentence "allowed: …". */
  readonly allowed: string;
  /** What the variable does, one sentence. */
  readonly about: string;
  /** The value taken when the variable is absent, as text; `undefined` when there is none. */
  readonly fallback: string | undefined;
  /** A secret's value is never printed. */
  readonly secret: boolean;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

const digits = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

function described(about: string, allowed: string, fallback?: string): Omit<Variable<never>, "schema"> {
  return { about, allowed, fallback, secret: false };
}

/** A whole number between two bounds, both included. */
export function integer(about: string, fallback: number, { min, max }: Bounds): Variable<number> {
  const schema = digits.pipe(z.number().min(min).max(max));
  const allowed = `a whole number from ${String(min)} to ${String(max)}`;
  return { ...described(about, allowed, String(fallback)), schema: schema.default(fallback) };
}

/** A whole number between two bounds; absent is allowed. */
export function optionalInteger(about: string, { min, max }: Bounds): Variable<number | undefined> {
  const schema = digits.pipe(z.number().min(min).max(max));
  return {
    ...described(about, `a whole number from ${String(min)} to ${String(max)}`),
    schema: schema.optional(),
  };
}

/** One word of a fixed set. */
export function choice<const T extends string>(
  about: string,
  fallback: NoInfer<T>,
  options: readonly T[],
): Variable<T> {
  const schema = z.custom<T>((value) => options.some((option) => option === value));
  return { ...described(about, options.join(" | "), fallback), schema: schema.default(() => fallback) };
}

/** Text that matches a pattern; absent is allowed. */
export function text(about: string, allowed: string, pattern: RegExp): Variable<string | undefined> {
  return { ...described(about, allowed), schema: z.string().regex(pattern).optional() };
}

/** Text that matches a pattern, with a value for when it is absent. */
export function textOr(about: string, fallback: string, allowed: string, pattern: RegExp): Variable<string> {
  return { ...described(about, allowed, fallback), schema: z.string().regex(pattern).default(fallback) };
}

/** Text whose value is never printed; absent is allowed. */
export function secret(about: string, minLength: number): Variable<string | undefined> {
  const allowed = `text of at least ${String(minLength)} character${minLength === 1 ? "" : "s"}`;
  return { ...described(about, allowed), schema: z.string().min(minLength).optional(), secret: true };
}

/** An absolute http(s) URL without credentials, query or fragment; absent is allowed. */
export function httpUrl(about: string): Variable<URL | undefined> {
  const schema = z.string().transform((value, context) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    const plain = url && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash;
    if (plain) return url;
    context.addIssue({ code: "custom", message: "not an absolute http(s) URL" });
    return z.NEVER;
  });
  const allowed = "an http:// or https:// URL without credentials, query and fragment";
  return { ...described(about, allowed), schema: schema.optional() };
}
