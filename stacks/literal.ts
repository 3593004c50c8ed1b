/**
 * Text for Terraform to read as it is: it takes `${` and `%{` for the beginning of an expression or a directive unless
 * their first character is doubled. https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export function literalText(text: string): string {
  return text.replace(/[$%](?=\{)/g, "$&$&");
}

/** A copy of a value in which every text, keys of objects included, is {@link literalText}. */
export function literal<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (typeof value === "string") return literalText(value);
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [literalText(key), copy(one)]));
}
