import { createInterface } from "node:readline";
import { createConnection } from "mysql2/promise";
import pg from "pg";
import { z } from "zod";
import { startMariadb } from "./mariadb.js";
import { serverPassword, startPostgres } from "./postgres.js";
import type { Server } from "./program.js";
import { startRedis } from "./redis.js";

/**
 * Real servers that stand in for managed ones while a deployment is rehearsed.
 *
 * Reads one line of JSON (what to start, with which credentials) from standard input, writes one line with the ports,
 * and stops the servers when standard input ends, so that they never outlive the program that asked for them.
 */
const request = z.object({
  database: z
    .object({
      engine: z.enum(["postgres", "mysql"]),
      name: z.string(),
      user: z.string(),
      password: z.string(),
    })
    .optional(),
  cache: z.object({ password: z.string().optional() }).optional(),
});

type Database = NonNullable<z.infer<typeof request>["database"]>;

const host = "127.0.0.1";

async function startDatabase({ engine, ...login }: Database): Promise<Server> {
  const server = await (engine === "postgres" ? startPostgres() : startMariadb());
  await (engine === "postgres" ? preparePostgres : prepareMariadb)(server.port, login);
  return server;
}

type Login = Omit<Database, "engine">;

async function preparePostgres(port: number, { name, user, password }: Login): Promise<void> {
  const client = new pg.Client({ host, port, user: "postgres", password: serverPassword });
  await client.connect();
  try {
    const role = client.escapeIdentifier(user);
    await client.query(`create role ${role} login password ${client.escapeLiteral(password)}`);
    await client.query(`create database ${client.escapeIdentifier(name)} owner ${role}`);
  } finally {
    await client.end();
  }
}

async function prepareMariadb(port: number, { name, user, password }: Login): Promise<void> {
  const connection = await createConnection({ host, port, user: "admin", password: serverPassword });
  try {
    const [account, database] = [connection.escape(user), connection.escapeId(name)];
    await connection.query(`create database ${database}`);
    // The account that the server starts with may be the one that is wanted.
    await connection.query(
      `create or replace user ${account}@'${host}' identified by ${connection.escape(password)}`,
    );
    await connection.query(`grant all on ${database}.* to ${account}@'${host}'`);
  } finally {
    await connection.end();
  }
}

const input = createInterface({ input: process.stdin });
const ended = new Promise((resolve) => input.once("close", resolve));
const line = await new Promise<string>((resolve) => input.once("line", resolve));
const { database, cache } = request.parse(JSON.parse(line));
const servers: { database?: Server; cache?: Server } = {};
try {
  if (database) servers.database = await startDatabase(database);
  if (cache)
    servers.cache = await startRedis(cache.password === undefined ? {} : { password: cache.password });
  console.log(JSON.stringify({ databasePort: servers.database?.port, cachePort: servers.cache?.port }));
  await ended;
} finally {
  await Promise.all([servers.database?.stop(), servers.cache?.stop()]);
}
