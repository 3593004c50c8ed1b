import type { Statement } from "../../constructs/security/policy-document";
import { actionOf, type Operation } from "./actions";
import { dependentActions } from "./dependent-actions";

/** Something was done that the role for it would not have been allowed. */
export class MissingPermissionsError extends Error {
  override readonly name = "MissingPermissionsError";
}

/** Actions that operations take, with those that AWS checks besides, and that no statement allows; sorted. */
export async function missingActions(
  operations: readonly Operation[],
  statements: readonly Statement[],
): Promise<string[]> {
  const allowed = new Set(statements.flatMap(({ effect, actions }) => (effect === "Deny" ? [] : actions)));
  const services = new Set([...allowed].map((action) => action.split(":")[0] ?? ""));
  const called = operations.map(actionOf).filter((action) => action !== undefined);
  const dependent = await Promise.all(called.map((action) => dependentActions(action, services)));
  return [...new Set([...called, ...dependent.flat()])].filter((action) => !allowed.has(action)).sort();
}

/** @throws {MissingPermissionsError} where an operation is not allowed; it names the actions */
export async function requireSufficient(
  role: string,
  operations: readonly Operation[],
  statements: readonly Statement[],
): Promise<void> {
  const missing = await missingActions(operations, statements);
  if (missing.length === 0) return;
  throw new MissingPermissionsError(
    `the ${role} role is not allowed what was done with the emulator: ${missing.join(", ")}.\n` +
      "Add it to the right file of constructs/identity/permissions, for the narrowest resource that AWS supports.",
  );
}
