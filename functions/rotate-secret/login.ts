import type { Login } from "../database-password/session";

/**
 * User name and password, as RDS and the application keep them: JSON with `username` and `password`.
 *
 * @throws {Error} where a secret's value is something else; the message does not quote it
 */
export function parseLogin(secret: string): Login {
  let given: unknown;
  try {
    given = JSON.parse(secret);
  } catch {
    // What JSON.parse says would quote the secret.
  }
  const { username, password } = (given ?? {}) as Partial<Record<string, unknown>>;
  if (typeof username === "string" && typeof password === "string") return { username, password };
  throw new Error("the secret's value is no JSON with username and password");
}

/**
 * The same user with another password; MySQL takes no more than 41 characters.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html
 */
export async function nextLogin(
  current: string,
  random: (length: number) => Promise<string>,
): Promise<string> {
  return JSON.stringify({ ...parseLogin(current), password: await random(40) });
}
