/** What stands in the place of an expression. */
const VALUE = "\uFFFC";

/**
 * A string of Terraform JSON as Terraform reads it: escape sequences are what they stand for, and expressions a
 * character that no text has.
 *
 * @throws {Error} where there is a directive (`%{ if … }`), of which the platform writes none
 */
export function asTerraformReads(text: string): string {
  let read = "";
  for (let at = 0; at < text.length; at += 1) {
    const two = text.slice(at, at + 2);
    const three = text.slice(at, at + 3);
    if (three === "$${" || three === "%%{") {
      read += three.slice(1);
      at += 2;
    } else if (two === "%{") {
      throw new Error(`a directive of Terraform: ${text.slice(at, at + 80)}`);
    } else if (two === "${") {
      at = endOfExpression(text, at);
      read += VALUE;
    } else {
      read += text[at] ?? "";
    }
  }
  return read;
}

/** The position of the brace that closes an expression. */
function endOfExpression(text: string, start: number): number {
  let depth = 0;
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error(`an expression without end: ${text.slice(start, start + 80)}`);
}

/** Every string of a JSON value, keys included, as Terraform reads it. */
export function stringsAsTerraformReads(value: unknown): string[] {
  if (typeof value === "string") return [asTerraformReads(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [
    ...(Array.isArray(value) ? [] : [asTerraformReads(key)]),
    ...stringsAsTerraformReads(one),
  ]);
}
