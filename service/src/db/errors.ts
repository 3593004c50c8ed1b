/** The database cannot be used right now; trying again later may help. */
export class DatabaseUnavailableError extends Error {
  constructor(cause: unknown) {
    super(`database unavailable: ${cause instanceof Error ? describe(cause) : String(cause)}`, { cause });
    this.name = "DatabaseUnavailableError";
  }
}

interface ServerError {
  /** Five characters: https://www.postgresql.org/docs/current/errcodes-appendix.html */
  readonly sqlState: string;
  /** MySQL's own number: https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html */
  readonly errno: number | undefined;
}

function describe(error: Error): string {
  // Node reports a refused connection to a name with several addresses as an AggregateError without message.
  const nested: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  return error.message || (nested instanceof Error ? nested.message : error.name);
}

/** What the server itself said; `undefined` for errors of the connection. */
function serverError(error: unknown): ServerError | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code, sqlState, errno, severity } = error as Record<string, unknown>;
  if (typeof sqlState === "string") return { sqlState, errno: typeof errno === "number" ? errno : undefined };
  if (typeof severity === "string" && typeof code === "string") return { sqlState: code, errno: undefined };
  return undefined;
}

/** SQLSTATE classes: connection exception, insufficient resources, operator intervention (shutdown, canceled). */
const unavailableClasses = ["08", "53", "57"];
/** Read-only transaction: after a failover this connection still leads to the former writer. */
const readOnly = "25006";
/** Too many connections, shutdown, read-only server, statement took too long (MariaDB, MySQL), killed. */
const unavailableNumbers = [1040, 1053, 1203, 1290, 1317, 1836, 1927, 1969, 3024];
const accessDenied = [1044, 1045, 1698];

/** The server rejects user name or password. */
export function isCredentialsError(error: unknown): boolean {
  const server = serverError(error);
  if (server === undefined) return false;
  return server.sqlState.startsWith("28") || accessDenied.includes(server.errno ?? 0);
}

/** The connection must not be used again: it broke, it timed out, or it leads to the wrong server. */
export function isConnectionError(error: unknown): boolean {
  const server = serverError(error);
  if (server === undefined) return true;
  return (
    server.sqlState === readOnly ||
    unavailableClasses.includes(server.sqlState.slice(0, 2)) ||
    unavailableNumbers.includes(server.errno ?? 0)
  );
}

/** There is no such table. */
export function isMissingTable(error: unknown): boolean {
  // The embedded database throws errors of PostgreSQL with all their fields too.
  const server = serverError(error);
  return server?.sqlState === "42P01" || server?.errno === 1146;
}

/** A row with this unique key exists. */
export function isUniqueViolation(error: unknown): boolean {
  const server = serverError(error);
  return server?.sqlState === "23505" || server?.errno === 1062;
}

/** Two transactions waited for each other; the one that gets this error may simply be run again. */
export function isDeadlock(error: unknown): boolean {
  const server = serverError(error);
  return ["40P01", "40001"].includes(server?.sqlState ?? "") || [1205, 1213].includes(server?.errno ?? 0);
}
