import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startMariadb } from "../../tools/servers/mariadb";
import { type DatabaseServer, serverPassword, startPostgres } from "../../tools/servers/postgres";
import type { Connect, PasswordRequest } from "../database-password/session";
import { setPassword } from "../database-password/set-password";
import { connectMysql } from "../set-mysql-password/connect";
import { connectPostgres } from "../set-postgres-password/connect";
import { applicationPassword } from "./application-password";
import { FakeDatabases } from "./fake-databases";
import { FakeSecret, Rotations, STEPS } from "./fakes";

const host = "127.0.0.1";
const FIRST = JSON.stringify({ username: "app", password: "the first password" });

interface Engine {
  start(): Promise<DatabaseServer>;
  admin(port: number, ...statements: string[]): Promise<void>;
  create: string[];
  connect(port: number): Connect;
}

const ENGINES: Readonly<Record<string, Engine>> = {
  PostgreSQL: {
    start: () => startPostgres(),
    admin: async (port, ...statements) => {
      const client = new Client({ host, port, user: "postgres", password: serverPassword });
      await client.connect();
      for (const statement of statements) await client.query(statement);
      await client.end();
    },
    create: ["drop role if exists app", "create role app login password 'the first password'"],
    connect: (port) => connectPostgres({ host, port, name: "postgres" }),
  },
  MariaDB: {
    start: () => startMariadb(),
    admin: async (port, ...statements) => {
      const connection = await createConnection({ host, port, user: "admin", password: serverPassword });
      for (const statement of statements) await connection.query(statement);
      await connection.end();
    },
    create: [
      "create database if not exists webapp",
      "create or replace user app@'%' identified by 'the first password'",
      "grant select on webapp.* to app@'%'",
      // To change one's own password, MariaDB asks for this with the statement that MySQL has for everybody.
      "grant create user on *.* to app@'%'",
    ],
    connect: (port) => connectMysql({ host, port, name: "webapp" }),
  },
};

describe.each(Object.entries(ENGINES))("the application's password on %s", (_, engine) => {
  let server: DatabaseServer;
  let secret: FakeSecret;
  let rotations: Rotations;
  let asked: string[];

  beforeAll(async () => {
    server = await engine.start();
  }, 60_000);
  afterAll(() => server.stop());

  beforeEach(async () => {
    await engine.admin(server.port, ...engine.create);
    secret = new FakeSecret(FIRST);
    asked = [];
    const databases = new FakeDatabases();
    databases.writer = "us-west-2";
    // Lambda, as far as it is needed: the function of a region runs here, and its error is told.
    const lambda = (region: string) => ({
      invoke: async ({ FunctionName, Payload }: { FunctionName: string; Payload: Uint8Array }) => {
        asked.push(`${FunctionName} in ${region}`);
        const request = JSON.parse(Buffer.from(Payload).toString()) as PasswordRequest;
        try {
          await setPassword(request, engine.connect(server.port));
          return {};
        } catch (error) {
          const told = JSON.stringify({ errorMessage: (error as Error).message });
          return { FunctionError: "Unhandled", Payload: Buffer.from(told) };
        }
      },
    });
    rotations = new Rotations(secret, () =>
      applicationPassword({
        database: {
          kind: "cluster",
          identifiers: { "us-east-1": "webapp-test", "us-west-2": "webapp-test-us-west-2" },
          writerRegion: "us-east-1",
          rds: (region) => databases.client(region),
        },
        functionName: "set-password",
        lambda: lambda as unknown as Parameters<typeof applicationPassword>[0]["lambda"],
      }),
    );
  });

  async function accepts(value: string | undefined): Promise<boolean> {
    const login = JSON.parse(value ?? "") as { username: string; password: string };
    const session = await engine.connect(server.port)(login);
    await session?.end();
    return session !== undefined;
  }

  it("is changed in the region that takes writes; the old one is refused from then on", async () => {
    expect(await accepts(FIRST)).toBe(true);

    await rotations.rotate("second");

    expect(JSON.parse(secret.current() ?? "")).toEqual({ username: "app", password: "random-1" });
    expect([await accepts(secret.current()), await accepts(FIRST)]).toEqual([true, false]);
    expect(new Set(asked)).toEqual(new Set(["set-password in us-west-2"]));
  });

  it.each(STEPS)("is found done where %s is called again, and rotated again afterwards", async (step) => {
    secret.versions.set("second", { stages: ["AWSPENDING"] });
    for (const each of STEPS.slice(0, STEPS.indexOf(step) + 1)) await rotations.call(each, "second");
    for (const each of STEPS.slice(STEPS.indexOf(step))) await rotations.call(each, "second");
    expect(await accepts(secret.current())).toBe(true);

    await rotations.rotate("third");

    expect(await accepts(secret.current())).toBe(true);
  });

  it("is set again where the database has the one before: it was restored", async () => {
    await rotations.rotate("second");
    await engine.admin(server.port, ...engine.create);

    await rotations.rotate("third");

    expect(await accepts(secret.current())).toBe(true);
  });

  it("stays current where the database knows no password of it, and the reason is told", async () => {
    await engine.admin(server.port, "drop " + (engine === ENGINES["MariaDB"] ? "user app@'%'" : "role app"));

    await expect(rotations.rotate("second")).rejects.toThrow(
      "set-password in us-west-2: the database refuses every known password of app; the migration creates that user",
    );
    expect(secret.current()).toBe(FIRST);
  });
});
