import { createInterface } from "node:readline";
import { createConnection } from "mysql2/promise";
import pg from "pg";
import { z } from "zod";
import { startMariadb } from "./mariadb";
import { serverPassword, startPostgres } from "./postgres";
import { ProgramMissingError, type Server } from "./program";
import { startRedis } from "./redis";

/**
 * Real servers that stand in for managed ones while a deployment is rehearsed.
 *
 * Reads one line of JSON (what to start, with which credentials) from standard input, writes one line with the port and
 * the program of each or what is missing for it, and stops the servers when standard input ends, so that they never
 * outlive the program that asked for them.
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
  const server = await (engine === "postgres" ? startPostgres({ tls: false }) : startMariadb());
  await (engine === "postgres" ? preparePostgres : prepareMariadb)(server.port, login);
  return server;
}

type Login = Omit<Database, "engine">;

async function preparePostgres(port: number, { name, user, password }: Login): Promise<void> {
  const client = new pg.Client({ host, port, user: "postgres", password: serverPassword });
  await client.connect();
  try {
    const role = client.escapeIdentifier(user);
    await client.query(`create role ${role} login createrole password ${client.escapeLiteral(password)}`);
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
    // What the master user of RDS may do: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.MasterAccounts.html
    await connection.query(`grant all on *.* to ${account}@'${host}' with grant option`);
  } finally {
    await connection.end();
  }
}

/** Where a server runs, or why it doesn't. */
type Started = { readonly port: number; readonly program: string } | { readonly missing: string };

async function main(): Promise<void> {
  const input = createInterface({ input: process.stdin });
  const ended = new Promise((resolve) => input.once("close", resolve));
  const line = await new Promise<string>((resolve) => input.once("line", resolve));
  const { database, cache } = request.parse(JSON.parse(line));
  const servers: Server[] = [];
  const started = async (launch: () => Promise<Server>): Promise<Started> => {
    try {
      const server = await launch();
      servers.push(server);
      return { port: server.port, program: server.program };
    } catch (error) {
      if (error instanceof ProgramMissingError) return { missing: error.message };
      throw error;
    }
  };
  try {
    const { password } = cache ?? {};
    const answer = {
      ...(database && { database: await started(() => startDatabase(database)) }),
      ...(cache && { cache: await started(() => startRedis(password === undefined ? {} : { password })) }),
    };
    console.log(JSON.stringify(answer));
    await ended;
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

void main();
