import { setTimeout as sleep } from "node:timers/promises";
import { Kysely, MysqlDialect, PostgresDialect, sql, type Dialect } from "kysely";
import type { DatabaseConfig, ServerDatabaseConfig } from "../config/config.js";
import { CredentialsWatch } from "../credentials/credentialsWatch.js";
import { readDatabaseSecret } from "../credentials/databaseSecret.js";
import { RotatedLogin } from "../credentials/rotatedLogin.js";
import type { Logger } from "../log/logger.js";
import type { Metrics } from "../metrics/metrics.js";
import { createEmbeddedPool } from "./embeddedPool.js";
import { DatabaseUnavailableError } from "./errors.js";
import { incompatibility } from "./migrations/compatibility.js";
import { migrations, migrationTable, newestMigration } from "./migrations/migrations.js";
import type { PoolOptions } from "./pool.js";
import { PoolGauge } from "./poolGauge.js";
import type { Schema } from "./schema.js";
import { rdsTls, type TlsOptions } from "./tls.js";

/** A writer that has not answered by then does not keep a check, which has 1,500 ms, from asking the reader. */
const writerPatienceMs = 700;

/** What a database can be used for: all of it, or only to be read, because it follows one of another region. */
export type Access = "writes" | "reads";

export interface Database {
  readonly dialect: "postgres" | "mysql";
  readonly writer: Kysely<Schema>;
  /** A replica, which may lag behind; the writer itself where there is no replica. */
  readonly reader: Kysely<Schema>;
  /** Resolves when the database answers and has the schema this version needs; rejects otherwise. */
  check(): Promise<Access>;
  /** Whether the writer takes writes; rejects when neither it nor the reader answers. Says nothing of the schema. */
  takesWrites(): Promise<boolean>;
  /** Why only a new process can help: its credentials were rejected for too long; `undefined` while all is well. */
  broken(): string | undefined;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Certificates to trust. @default those of Amazon RDS */
  readonly tls?: TlsOptions;
}

/** Opens the database; a server need not be reachable yet. */
export async function openDatabase(config: DatabaseConfig, options: DatabaseOptions): Promise<Database> {
  return config.engine === "embedded" ? openEmbedded(config.path) : openServer(config, options);
}

async function openEmbedded(path: string | undefined): Promise<Database> {
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: await createEmbeddedPool(path) }) });
  return {
    dialect: "postgres",
    writer: db,
    reader: db,
    check: async () => {
      await checkSchema(db);
      return "writes";
    },
    takesWrites: () => Promise.resolve(true),
    broken: () => undefined,
    close: () => db.destroy(),
  };
}

async function openServer(config: ServerDatabaseConfig, options: DatabaseOptions): Promise<Database> {
  const { metrics, log, tls = rdsTls } = options;
  const hosts = config.readerHost === undefined ? [config.host] : [config.host, config.readerHost];
  const { secretArn } = config;
  const read = secretArn === undefined ? undefined : () => readDatabaseSecret(secretArn);
  const credentials = new CredentialsWatch({
    name: "the database",
    graceMs: config.credentialsGraceMs,
    log,
  });
  const shared = {
    config,
    tls: config.tls === "verify" ? tls : undefined,
    gauge: new PoolGauge(metrics, config.pool.max * hosts.length),
    login: new RotatedLogin({ username: config.username, password: config.password }, read, log),
    credentials,
    log,
  };
  const createDialect = config.engine === "postgres" ? await postgres() : await mysql();
  const [writer, reader] = hosts.map(
    (host) => new Kysely<Schema>({ dialect: createDialect({ ...shared, host }) }),
  ) as [Kysely<Schema>, Kysely<Schema> | undefined];
  const dialect = config.engine;
  return {
    dialect,
    writer,
    reader: reader ?? writer,
    check: () =>
      orFromReader<Access>(
        async () => {
          await checkSchema(writer);
          return (await isReadOnly(writer, dialect)) ? "reads" : "writes";
        },
        reader && (() => checkSchema(reader).then(() => "reads")),
      ),
    takesWrites: () =>
      orFromReader(
        async () => !(await isReadOnly(writer, dialect)),
        reader && (() => isReadOnly(reader, dialect).then(() => false)),
      ),
    broken: () => credentials.reason,
    close: async () => {
      credentials.stop();
      await Promise.all([writer.destroy(), reader?.destroy()]);
    },
  };
}

// Only the driver that is used is loaded: the other one would take 15 MiB of memory.
async function postgres(): Promise<(options: PoolOptions) => Dialect> {
  const { createPostgresPool } = await import("./postgresPool.js");
  return (options) => new PostgresDialect({ pool: createPostgresPool(options) });
}

async function mysql(): Promise<(options: PoolOptions) => Dialect> {
  const { createMysqlPool } = await import("./mysqlPool.js");
  return (options) => new MysqlDialect({ pool: createMysqlPool(options) });
}

const known = Object.keys(migrations("postgres"));

async function checkSchema(db: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(migrationTable)}`.execute(db);
  const applied = rows.map(({ name }) => name);
  if (!applied.includes(newestMigration))
    throw new Error(`migration ${newestMigration} is not applied: run the migrate command`);
  const problem = incompatibility(applied, known);
  if (problem !== undefined) throw new Error(problem);
}

/**
 * What the writer answers, or the reader where the writer can not be reached. In a region whose database follows
 * another one, an Aurora cluster has no writer, and its name leads nowhere.
 */
async function orFromReader<T>(writer: () => Promise<T>, reader?: () => Promise<T>): Promise<T> {
  if (reader === undefined) return writer();
  const answer = writer();
  // Late, it is of no interest, not even as a failure.
  answer.catch(() => undefined);
  const late = new DatabaseUnavailableError(new Error(`no answer within ${String(writerPatienceMs)} ms`));
  try {
    return await Promise.race([
      answer,
      sleep(writerPatienceMs, undefined, { ref: false }).then(() => raise(late)),
    ]);
  } catch (error) {
    if (!(error instanceof DatabaseUnavailableError)) throw error;
    return reader();
  }
}

function raise(error: Error): never {
  throw error;
}

/**
 * https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-RECOVERY-INFO
 * https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_read_only
 */
async function isReadOnly(db: Kysely<Schema>, dialect: Database["dialect"]): Promise<boolean> {
  const question =
    dialect === "postgres"
      ? sql<{ answer: boolean }>`select pg_is_in_recovery() as answer`
      : sql<{ answer: number }>`select @@global.read_only or @@global.innodb_read_only as answer`;
  const { rows } = await question.execute(db);
  return Boolean(rows[0]?.answer);
}
