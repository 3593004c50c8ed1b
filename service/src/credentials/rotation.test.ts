import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { sql } from "kysely";
import { afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { serverBackends, type ServerBackend } from "../../test/databases.js";
import { createTestLog } from "../../test/log.js";
import { measured } from "../../test/measured.js";
import { awsVariables, region } from "../../test/queues.js";
import { TcpProxy } from "../../test/tcpProxy.js";
import { openDatabase } from "../db/database.js";
import { Metrics } from "../metrics/metrics.js";
import { readDatabaseSecret } from "./databaseSecret.js";

const { emulator } = inject("servers");
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function createSecret(text: string) {
  const client = new SecretsManagerClient({ region });
  cleanups.push(() => {
    client.destroy();
    return Promise.resolve();
  });
  const { ARN = "" } = await client.send(new CreateSecretCommand({ Name: randomUUID(), SecretString: text }));
  const put = (value: string) =>
    client.send(new PutSecretValueCommand({ SecretId: ARN, SecretString: value }));
  return { arn: ARN, put };
}

/** A database with open connections, and what RDS does to it once a week. */
async function setup(backend: ServerBackend) {
  const config = await backend.create();
  const { username } = config;
  const secret = await createSecret(JSON.stringify({ username, password: config.password }));
  const proxy = await TcpProxy.start(config.port);
  cleanups.push(() => proxy.stop());
  const { log, lines } = createTestLog();
  const metrics = new Metrics();
  const database = await openDatabase(
    { ...config, port: proxy.port, secretArn: secret.arn },
    { metrics, log },
  );
  cleanups.push(() => database.close());
  const ping = () => sql`select 1`.execute(database.writer);
  await ping();
  return {
    database,
    ping,
    metrics,
    lines,
    setPassword: (password: string) => backend.admin(backend.setPassword(username, password)),
    putSecret: (password: string) => secret.put(JSON.stringify({ username, password })),
    /** New connections are needed from now on. */
    loseConnections: () => {
      proxy.mode = "refuse";
      proxy.mode = "forward";
      return sleep(50);
    },
    graceMs: config.credentialsGraceMs,
  };
}

describe.runIf(emulator !== undefined)("D5/W5: a rotated password", () => {
  beforeAll(() => {
    Object.assign(process.env, awsVariables);
  });

  describe.each(serverBackends)("on $name", (backend) => {
    it.runIf(backend.available)("is taken from the secret: no request fails, no process ends", async () => {
      const { database, ping, metrics, lines, ...rotate } = await setup(backend);
      await rotate.setPassword("rotated");
      await rotate.putSecret("rotated");
      await rotate.loseConnections();
      measured(metrics);
      await Promise.all(Array.from({ length: 10 }, ping));
      expect(measured(metrics)["DatabaseConnectionFailures"]).toBe(0);
      await sleep(rotate.graceMs + 50);
      expect(database.broken()).toBeUndefined();
      const rotated = lines.filter(({ msg }) => String(msg).includes("its secret was read again"));
      expect(rotated).toHaveLength(1);
      expect(JSON.stringify(lines)).not.toContain('rotated"');
    });

    it.runIf(backend.available)("ends the process only where the secret's is rejected too", async () => {
      const { database, ping, ...rotate } = await setup(backend);
      await rotate.setPassword("unknown to anybody");
      await rotate.putSecret("not that either");
      await rotate.loseConnections();
      await expect(ping()).rejects.toThrow("database unavailable");
      expect(database.broken()).toBeUndefined();
      await sleep(rotate.graceMs + 50);
      expect(database.broken()).toBe("the database rejects the credentials of this process");
      await rotate.setPassword("not that either");
      await ping();
      expect(database.broken()).toBeUndefined();
    });
  });

  it.each(["not JSON: hunter2", '{"username":"app"}', '"hunter2"'])(
    "is not shown where the secret is none: %s",
    async (text) => {
      const { arn } = await createSecret(text);
      const reading = readDatabaseSecret(arn);
      await expect(reading).rejects.toThrow("the secret is no JSON with username and password");
    },
  );
});
