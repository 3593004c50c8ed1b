import type { z } from "zod";
import { Problem, type InputError } from "./problem.js";

/**
 * Checks the body or the query of a request.
 *
 * @throws {Problem} 400 that names every member that is wrong, what was given, and what is allowed
 */
export function validate<T>(schema: z.ZodType<T>, input: unknown, where: "body" | "query"): T {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message, input: given }): InputError => {
    const at =
      where === "query" ? `?${path.join("/")}` : `#${path.map((part) => `/${String(part)}`).join("")}`;
    return { at, detail: `given ${abbreviate(given)}: ${message}` };
  });
  throw new Problem(400, `The ${where} of the request is not valid.`, { errors });
}

const maxShown = 80;

function abbreviate(given: unknown): string {
  const text = given === undefined ? "nothing" : JSON.stringify(given);
  return text.length <= maxShown ? text : `${text.slice(0, maxShown)}… (${String(text.length)} characters)`;
}
