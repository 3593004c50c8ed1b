import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

/** Rounds of PostgreSQL's own verifiers. */
const ITERATIONS = 4096;

/**
 * What PostgreSQL keeps of a password. Given instead of the password, it keeps the latter out of the server's log, which
 * has every `alter role` where `log_statement` is `ddl`.
 * https://www.postgresql.org/docs/current/catalog-pg-authid.html
 *
 * @param password ASCII, which SASLprep leaves as it is
 */
export function scramVerifier(password: string, salt = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, "sha256");
  const hmac = (text: string) => createHmac("sha256", salted).update(text).digest();
  const stored = createHash("sha256").update(hmac("Client Key")).digest("base64");
  const server = hmac("Server Key").toString("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${stored}:${server}`;
}
