import type { Statement } from "../../constructs/security/policy-document";
import { requireSufficient } from "../identity/sufficient";
import type { Emulator, RequestedOperation } from "./emulator";

/**
 * Does something that a role is for, and checks that the role would have been allowed to. An emulator does not
 * evaluate permissions; it knows what it was asked.
 *
 * @param accessKey whose requests are looked at @default everybody's
 * @throws {MissingPermissionsError} where the role lacks an action
 */
export async function permitted<T>(
  emulator: Pick<Emulator, "requests">,
  role: string,
  statements: readonly Statement[],
  action: () => Promise<T>,
  accessKey?: string,
): Promise<T> {
  const before = await emulator.requests(accessKey);
  const result = await action();
  await requireSufficient(role, since(before, await emulator.requests(accessKey)), statements);
  return result;
}

function since(
  before: readonly RequestedOperation[],
  after: readonly RequestedOperation[],
): RequestedOperation[] {
  const key = ({ service, operation }: RequestedOperation) => `${service}:${operation}`;
  const counts = new Map(before.map((one) => [key(one), one.count]));
  return after.filter((one) => one.count > (counts.get(key(one)) ?? 0));
}
