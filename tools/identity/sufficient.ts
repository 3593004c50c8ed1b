import type { Statement } from "../../constructs/security/policy-document";
import { actionOf, type Operation } from "./actions";

/** Something was done that the role for it would not have been allowed. */
export class MissingPermissionsError extends Error {
  override readonly name = "MissingPermissionsError";
}

/** Actions that operations take and that no statement allows, sorted. */
export function missingActions(operations: readonly Operation[], statements: readonly Statement[]): string[] {
  const allowed = new Set(statements.flatMap(({ effect, actions }) => (effect === "Deny" ? [] : actions)));
  const needed = new Set(operations.map(actionOf).filter((action) => action !== undefined));
  return [...needed].filter((action) => !allowed.has(action)).sort();
}

/** @throws {MissingPermissionsError} where an operation is not allowed; it names the actions */
export function requireSufficient(
  role: string,
  operations: readonly Operation[],
  statements: readonly Statement[],
): void {
  const missing = missingActions(operations, statements);
  if (missing.length === 0) return;
  throw new MissingPermissionsError(
    `the ${role} role is not allowed what was done with the emulator: ${missing.join(", ")}.\n` +
      "Add it to the right file of constructs/identity/permissions, for the narrowest resource that AWS supports.",
  );
}
