import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { afterEach, describe, expect, it, vi } from "vitest";
import { serverBackends } from "../../test/databases.js";
import { silentLog } from "../../test/log.js";
import { measured } from "../../test/measured.js";
import { TcpProxy } from "../../test/tcpProxy.js";
import type { ServerDatabaseConfig } from "../config/config.js";
import { Metrics } from "../metrics/metrics.js";
import { openDatabase, type Database } from "./database.js";
import { DatabaseUnavailableError } from "./errors.js";
import { migrate } from "./migrate.js";
import { rdsTls, type TlsOptions } from "./tls.js";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function connect(
  config: ServerDatabaseConfig,
  metrics = new Metrics(),
  ca?: string,
): Promise<Database> {
  const tls: TlsOptions = { ...rdsTls, ...(ca !== undefined && { ca: [ca] }) };
  const database = await openDatabase(config, { metrics, log: silentLog, tls });
  cleanups.push(() => database.close());
  return database;
}

const ping = async ({ writer }: Database): Promise<void> => {
  await sql`select 1`.execute(writer);
};

async function timed(work: Promise<unknown>): Promise<{ ms: number; error: unknown }> {
  const started = performance.now();
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { ms: performance.now() - started, error };
}

describe.each(serverBackends)("W4/W5: database server $name", (backend) => {
  describe.runIf(backend.available)("when it runs", () => {
    async function behindProxy(overrides: Partial<ServerDatabaseConfig["pool"]> = {}) {
      const config = await backend.create();
      const proxy = await TcpProxy.start(config.port);
      cleanups.push(() => proxy.stop());
      const metrics = new Metrics();
      const pool = { ...config.pool, connectTimeoutMs: 400, queryTimeoutMs: 400, ...overrides };
      return { proxy, metrics, database: await connect({ ...config, port: proxy.port, pool }, metrics) };
    }

    it("is migrated once by many processes at the same time", async () => {
      const config = await backend.create();
      const databases = await Promise.all(Array.from({ length: 5 }, () => connect(config)));
      const applied = await Promise.all(databases.map((database) => migrate(database, silentLog)));
      expect(applied.flat()).toEqual(["0001_create_links", "0002_create_idempotency_keys"]);
    });

    it("is unavailable while connections are refused, and works again without a restart", async () => {
      const { proxy, metrics, database } = await behindProxy();
      await ping(database);
      proxy.mode = "refuse";
      await expect(ping(database)).rejects.toBeInstanceOf(DatabaseUnavailableError);
      await expect(ping(database)).rejects.toBeInstanceOf(DatabaseUnavailableError);
      expect(measured(metrics)["DatabaseConnectionFailures"]).toBeGreaterThanOrEqual(1);
      proxy.mode = "forward";
      await expect(ping(database)).resolves.toBeUndefined();
    });

    it("is given up on in time when it no longer answers, and works again without a restart", async () => {
      const { proxy, database } = await behindProxy();
      await ping(database);
      proxy.mode = "hang";
      const { ms, error } = await timed(ping(database));
      expect(error).toBeInstanceOf(DatabaseUnavailableError);
      expect(ms).toBeLessThan(1500);
      proxy.mode = "forward";
      await expect(ping(database)).resolves.toBeUndefined();
    });

    it("stops a statement that takes too long, on the server as well", async () => {
      const { database } = await behindProxy({ max: 1 });
      const { ms, error } = await timed(sql.raw(backend.sleep(5)).execute(database.writer));
      // MariaDB ends sleep() early without an error.
      if (backend.name === "PostgreSQL") expect(error).toBeInstanceOf(DatabaseUnavailableError);
      expect(ms).toBeLessThan(1500);
      await expect(ping(database)).resolves.toBeUndefined();
    });

    it("lets requests wait for a connection, though not for ever", async () => {
      const { database, metrics } = await behindProxy({ max: 1, queryTimeoutMs: 3000 });
      measured(metrics);
      const busy = sql.raw(backend.sleep(0.2)).execute(database.writer);
      await expect(ping(database)).resolves.toBeUndefined();
      await busy;
      expect(measured(metrics)["DatabasePoolSaturation"]).toBe(100);
      const long = sql.raw(backend.sleep(0.8)).execute(database.writer);
      const { ms, error } = await timed(ping(database));
      expect(error).toBeInstanceOf(DatabaseUnavailableError);
      expect(ms).toBeLessThan(700);
      await long;
      await expect(ping(database)).resolves.toBeUndefined();
      expect(measured(metrics)).toMatchObject({ DatabasePoolInUse: 0, DatabasePoolWaiting: 0 });
    });

    it("uses no more connections than it may", async () => {
      const { database, metrics } = await behindProxy({
        max: 3,
        connectTimeoutMs: 5000,
        queryTimeoutMs: 5000,
      });
      const all = Array.from({ length: 9 }, () => sql.raw(backend.sleep(0.4)).execute(database.writer));
      await vi.waitFor(() => {
        expect(measured(metrics)).toMatchObject({ DatabasePoolInUse: 3, DatabasePoolWaiting: 6 });
      });
      await Promise.all(all);
    });

    it("closes connections that are idle for long, and opens new ones when they are needed", async () => {
      const { proxy, database } = await behindProxy({ idleTimeoutMs: 300, queryTimeoutMs: 3000 });
      await Promise.all(
        Array.from({ length: 4 }, () => sql.raw(backend.sleep(0.2)).execute(database.writer)),
      );
      expect(proxy.connections).toBe(4);
      await vi.waitFor(() => {
        expect(proxy.connections).toBe(0);
      }, 5000);
      await expect(ping(database)).resolves.toBeUndefined();
    });

    it("renews connections after their time, however busy they are", async () => {
      const { proxy, database } = await behindProxy({ maxLifetimeMs: 300 });
      await ping(database);
      await ping(database);
      expect(proxy.accepted).toBe(1);
      const end = performance.now() + 1500;
      while (performance.now() < end) {
        await ping(database);
        await sleep(20);
      }
      expect(proxy.accepted).toBeGreaterThanOrEqual(3);
      expect(proxy.connections).toBeLessThanOrEqual(2);
    });

    describe("D6: behind RDS Proxy", () => {
      /** What RDS Proxy refuses, or what keeps it from sharing a connection. */
      async function throughProxy(ownSessions: boolean) {
        const config = await backend.create();
        const proxy = await TcpProxy.start(config.port);
        cleanups.push(() => proxy.stop());
        const setups: string[] = [];
        proxy.intercept = (data) => {
          const text = data.toString("latin1");
          if (/\bSET\b|statement_timeout/.test(text)) setups.push(text);
          // The startup packet of PostgreSQL begins with its length and the version of the protocol, 3.0.
          return !(data.readUInt32BE(4) === 196_608 && text.includes("statement_timeout"));
        };
        const pool = { ...config.pool, queryTimeoutMs: 400 };
        const database = await connect({ ...config, port: proxy.port, proxy: true, ownSessions, pool });
        return { setups, database };
      }

      it("sets nothing up on its connections, and still gives up on a statement in time", async () => {
        const { setups, database } = await throughProxy(false);
        await ping(database);
        expect(setups).toEqual([]);
        const { ms } = await timed(sql.raw(backend.sleep(5)).execute(database.writer));
        expect(ms).toBeLessThan(1500);
        await expect(ping(database)).resolves.toBeUndefined();
      });

      it("sets its own limit where it is not that of the proxy: a migration may take long", async () => {
        const { setups, database } = await throughProxy(true);
        await ping(database);
        expect(setups.join()).toMatch(/SET (SESSION|statement_timeout = 350)/);
      });
    });

    it("notices that its credentials are rejected for good, and that they are accepted again", async () => {
      const config = await backend.create();
      const database = await connect({ ...config, password: "not the password" });
      await expect(ping(database)).rejects.toBeInstanceOf(DatabaseUnavailableError);
      expect(database.broken()).toBeUndefined();
      await sleep(config.credentialsGraceMs + 50);
      expect(database.broken()).toBe("the database rejects the credentials of this process");
      await backend.admin(backend.setPassword(config.username, "not the password"));
      await ping(database);
      expect(database.broken()).toBeUndefined();
    });

    it("does not take an outage for rejected credentials", async () => {
      const { proxy, database } = await behindProxy();
      proxy.mode = "refuse";
      await expect(ping(database)).rejects.toBeInstanceOf(DatabaseUnavailableError);
      await sleep(400);
      expect(database.broken()).toBeUndefined();
    });

    it("is trusted over TLS only with a certificate of Amazon RDS", async () => {
      const database = await connect({ ...(await backend.create()), host: "localhost", tls: "verify" });
      await expect(ping(database)).rejects.toThrow(/certificate/i);
    });

    it("is used over TLS when its certificate is trusted, and refused when it is for another host", async () => {
      const config = { ...(await backend.create()), host: "localhost", tls: "verify" } as const;
      await expect(ping(await connect(config, new Metrics(), backend.ca))).resolves.toBeUndefined();
      await backend.certifyFor("other.test");
      cleanups.push(() => backend.certifyFor("localhost"));
      await expect(ping(await connect(config, new Metrics(), backend.ca))).rejects.toThrow(/other\.test/);
    });

    it("reads from the replica and writes to the writer", async () => {
      const config = await backend.create();
      await migrate(await connect(config), silentLog);
      // The same server under two names; the replica's port cannot differ, so the writer's name is what fails.
      const database = await connect({ ...config, host: "writer.invalid", readerHost: "127.0.0.1" });
      await expect(sql`select * from links`.execute(database.reader)).resolves.toMatchObject({ rows: [] });
      await expect(ping(database)).rejects.toBeInstanceOf(DatabaseUnavailableError);
    });
  });
});
