import { randomBytes } from "node:crypto";
import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createConnection } from "mysql2/promise";
import pg from "pg";
import { inject } from "vitest";
import type { DatabaseConfig, ServerDatabaseConfig } from "../src/config/config.js";
import { openDatabase, type Database } from "../src/db/database.js";
import { migrate } from "../src/db/migrate.js";
import { Metrics } from "../src/metrics/metrics.js";
import { silentLog } from "./log.js";
import { issueCertificate } from "../../tools/servers/certificates.js";
import { serverPassword } from "../../tools/servers/postgres.js";

export interface Backend<C extends DatabaseConfig = DatabaseConfig> {
  readonly name: string;
  /** False where the server's program is not installed. */
  readonly available: boolean;
  /** The configuration of a new, empty database. */
  create(): Promise<C>;
}

export interface ServerBackend extends Backend<ServerDatabaseConfig> {
  /** Certificate of the authority of the server, PEM. */
  readonly ca: string;
  /** Runs a statement as administrator. */
  admin(statement: string): Promise<void>;
  /** A statement that takes that many seconds. */
  sleep(seconds: number): string;
  setPassword(username: string, password: string): string;
  /** Gives the server a certificate for this host. */
  certifyFor(host: string): Promise<void>;
}

const { postgres, mariadb } = inject("servers");
const host = "127.0.0.1";

function config(
  engine: "postgres" | "mysql",
  port: number,
  name: string,
  username: string,
): ServerDatabaseConfig {
  return {
    engine,
    host,
    port,
    name,
    username,
    password: serverPassword,
    secretArn: undefined,
    readerHost: undefined,
    tls: "off",
    proxy: false,
    ownSessions: true,
    pool: {
      max: 4,
      connectTimeoutMs: 1000,
      queryTimeoutMs: 2000,
      idleTimeoutMs: 60_000,
      maxLifetimeMs: 60_000,
    },
    credentialsGraceMs: 300,
  };
}

const newName = (): string => `test_${randomBytes(6).toString("hex")}`;

const postgresBackend: ServerBackend = {
  name: "PostgreSQL",
  available: postgres !== undefined,
  ca: postgres?.ca ?? "",
  admin: async (statement) => {
    const client = new pg.Client({ host, port: postgres?.port, user: "postgres", password: serverPassword });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  },
  create: async () => {
    const name = newName();
    await postgresBackend.admin(`create role ${name} login password '${serverPassword}'`);
    await postgresBackend.admin(`create database ${name} owner ${name}`);
    return config("postgres", postgres?.port ?? 0, name, name);
  },
  sleep: (seconds) => `select pg_sleep(${String(seconds)})`,
  setPassword: (username, password) => `alter role ${username} password '${password}'`,
  certifyFor: async (name) => {
    if (postgres) issueCertificate(postgres.directory, name, postgres.owner);
    await postgresBackend.admin("select pg_reload_conf()");
    // Reloading is asynchronous.
    await sleep(200);
  },
};

const mariadbBackend: ServerBackend = {
  name: "MariaDB",
  available: mariadb !== undefined,
  ca: mariadb?.ca ?? "",
  admin: async (statement) => {
    const port = mariadb?.port ?? 0;
    const connection = await createConnection({ host, port, user: "admin", password: serverPassword });
    await connection.query(statement).finally(() => connection.end());
  },
  create: async () => {
    const name = newName();
    await mariadbBackend.admin(`create database ${name} character set utf8mb4`);
    await mariadbBackend.admin(`create user ${name}@'127.0.0.1' identified by '${serverPassword}'`);
    await mariadbBackend.admin(`grant all on ${name}.* to ${name}@'127.0.0.1'`);
    return config("mysql", mariadb?.port ?? 0, name, name);
  },
  sleep: (seconds) => `select sleep(${String(seconds)})`,
  setPassword: (username, password) => `set password for ${username}@'127.0.0.1' = password('${password}')`,
  certifyFor: async (name) => {
    if (mariadb) issueCertificate(mariadb.directory, name, mariadb.owner);
    await mariadbBackend.admin("flush ssl");
  },
};

const embeddedBackend: Backend = {
  name: "PGlite",
  available: true,
  create: async () => {
    const template = inject("embedded");
    const path = join(dirname(template), newName());
    await cp(template, path, { recursive: true });
    return { engine: "embedded", path };
  },
};

export const serverBackends: readonly ServerBackend[] = [postgresBackend, mariadbBackend];
export const backends: readonly Backend[] = [embeddedBackend, ...serverBackends];

/** A new database with the current schema. */
export async function openMigrated(backend: Backend): Promise<Database> {
  const database = await openDatabase(await backend.create(), { metrics: new Metrics(), log: silentLog });
  await migrate(database, silentLog);
  return database;
}
