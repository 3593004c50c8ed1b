import { setTimeout as sleep } from "node:timers/promises";
import { sql, type RawBuilder } from "kysely";
import type { Login } from "../credentials/rotatedLogin.js";
import type { Logger } from "../log/logger.js";
import type { Database } from "./database.js";
import { DatabaseUnavailableError, isCredentialsError } from "./errors.js";
import { migrationTable } from "./migrations/migrations.js";
import { scramVerifier } from "./scramVerifier.js";

export interface ApplicationUserOptions {
  /** The database, signed in to as the user who owns it. */
  readonly database: Database;
  /** Name of the database. */
  readonly name: string;
  /** User name and password of the application; read anew, because they may be rotated meanwhile. */
  readonly login: () => Promise<Login>;
  /** Signs in with the application's login; rejects where that is refused. */
  readonly signIn: () => Promise<void>;
  readonly log: Logger;
  /** Time in ms that a refused login gets to be accepted: a rotation may be between its steps. @default a minute */
  readonly patienceMs?: number;
  readonly pauseMs?: number;
}

/** The least that the application works with: it reads which migrations were applied, and changes rows. */
const rowRights = sql`select, insert, update, delete`;

/**
 * Lets the application sign in as a user of its own, with rights to the rows of its tables and to nothing else. The
 * user is created where it is missing. One that exists keeps its password, which rotation changes, unless the login
 * is refused for longer than a rotation takes.
 */
export async function ensureApplicationUser(options: ApplicationUserOptions): Promise<void> {
  const { database, login, log } = options;
  const { username, password } = await login();
  if (!(await exists(database, username))) {
    await createUser(database, username, password);
    log.info({ user: username }, "the user of the application was created");
  }
  await grantRights(database, options.name, username);
  if (await accepted(options)) return;
  const current = await login();
  await setPassword(database, current.username, current.password);
  await options.signIn();
  log.warn({ user: username }, "the password of the application's user was set: it was not its secret's");
}

async function accepted(options: ApplicationUserOptions): Promise<boolean> {
  const { signIn, patienceMs = 60_000, pauseMs = 5000 } = options;
  const started = performance.now();
  for (;;) {
    try {
      await signIn();
      return true;
    } catch (error) {
      if (!isCredentialsError(error instanceof DatabaseUnavailableError ? error.cause : error)) throw error;
      if (performance.now() - started >= patienceMs) return false;
      await sleep(pauseMs);
    }
  }
}

async function exists({ writer, dialect }: Database, username: string): Promise<boolean> {
  const question =
    dialect === "postgres"
      ? sql`select 1 from pg_roles where rolname = ${username}`
      : sql`select 1 from mysql.user where user = ${username}`;
  return (await question.execute(writer)).rows.length > 0;
}

async function createUser({ writer, dialect }: Database, username: string, password: string): Promise<void> {
  await (
    dialect === "postgres"
      ? sql`create role ${sql.id(username)} login password ${sql.lit(scramVerifier(password))}`
      : sql`create user ${account(username)} identified by ${password}`
  ).execute(writer);
}

async function setPassword({ writer, dialect }: Database, username: string, password: string): Promise<void> {
  await (
    dialect === "postgres"
      ? sql`alter role ${sql.id(username)} password ${sql.lit(scramVerifier(password))}`
      : sql`alter user ${account(username)} identified by ${password}`
  ).execute(writer);
}

/** Of MySQL, whose driver quotes the value: from whichever host, which security groups limit. */
function account(username: string): RawBuilder<unknown> {
  return sql`${username}@'%'`;
}

/**
 * https://www.postgresql.org/docs/current/sql-grant.html
 * https://dev.mysql.com/doc/refman/8.4/en/grant.html
 */
async function grantRights({ writer, dialect }: Database, name: string, username: string): Promise<void> {
  const user = dialect === "postgres" ? sql.id(username) : account(username);
  if (dialect === "postgres") {
    // Up to PostgreSQL 14 everybody may create tables there.
    await sql`revoke create on schema public from public`.execute(writer);
    await sql`grant usage on schema public to ${user}`.execute(writer);
    await sql`grant usage, select on all sequences in schema public to ${user}`.execute(writer);
  }
  const tables = await writer.introspection.getTables();
  for (const { name: table, schema } of tables) {
    if (schema !== undefined && schema !== (dialect === "postgres" ? "public" : name)) continue;
    if (table === `${migrationTable}_lock`) continue;
    const rights = table === migrationTable ? sql`select` : rowRights;
    await sql`grant ${rights} on ${sql.table(table)} to ${user}`.execute(writer);
  }
}
