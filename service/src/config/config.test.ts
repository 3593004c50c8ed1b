import { describe, expect, it } from "vitest";
import { ConfigError, loadConfig } from "./config.js";

function problemsOf(variables: Record<string, string>): readonly string[] {
  try {
    loadConfig(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const postgres = {
  DB_ENGINE: "postgres",
  DB_HOST: "db.test",
  DB_USERNAME: "user",
  DB_PASSWORD: "secret word",
};

describe("loadConfig", () => {
  it("W4: needs nothing: everything is embedded or in memory", () => {
    const config = loadConfig({});
    expect(config).toMatchObject({ port: 8080, environment: "local", logLevel: "info", trustProxyHops: 0 });
    expect(config.database).toEqual({ engine: "embedded", path: undefined });
    expect(config.redis).toBeUndefined();
    expect(config.queue).toBeUndefined();
  });

  it("W4: reads a deployed environment", () => {
    const config = loadConfig({
      ...postgres,
      DB_READER_HOST: "reader.test",
      AWS_REGION: "eu-central-1",
      QUEUE_URL: "https://sqs.eu-central-1.amazonaws.com/123456789012/clicks",
      REDIS_HOST: "cache.test",
      SESSION_SECRET: "the newest secret, the secret before",
      DB_SECRET_ARN: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds!db-1f2e-AbCdEf",
      DB_PROXY: "on",
      PUBLIC_URL: "https://short.test/",
      OWN_HOSTS: "www.short.test, *.short.test",
      SHUTDOWN_DELAY_SECONDS: "7",
    });
    expect(config.database).toMatchObject({
      host: "db.test",
      readerHost: "reader.test",
      port: 5432,
      name: "webapp",
      secretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds!db-1f2e-AbCdEf",
      tls: "verify",
      proxy: true,
      ownSessions: false,
      pool: { max: 10, connectTimeoutMs: 3000, queryTimeoutMs: 5000 },
    });
    expect(config.redis).toEqual({
      host: "cache.test",
      port: 6379,
      tls: true,
      authToken: undefined,
      credentialsGraceMs: 600_000,
    });
    expect(config.sessions.keys).toEqual(["the newest secret", "the secret before"]);
    expect(config.ownHosts).toEqual(["www.short.test", "*.short.test"]);
    expect(config.queue?.region).toBe("eu-central-1");
    expect(config.shutdown.delayMs).toBe(7000);
  });

  it("takes the port of the engine", () => {
    expect(loadConfig({ ...postgres, DB_ENGINE: "mysql" }).database).toMatchObject({ port: 3306 });
    expect(loadConfig({ ...postgres, DB_PORT: "6432" }).database).toMatchObject({ port: 6432 });
  });

  it("takes an empty variable for an absent one", () => {
    expect(loadConfig({ PORT: "", REDIS_HOST: "", DB_ENGINE: "" })).toMatchObject({
      port: 8080,
      redis: undefined,
    });
  });

  it("W5: names every problem at once: the variable, what was given, what is allowed", () => {
    expect(
      problemsOf({
        PORT: "http",
        LOG_LEVEL: "loud",
        TRUST_PROXY_HOPS: "-1",
        DB_ENGINE: "oracle",
        PUBLIC_URL: "ftp://x",
        OWN_HOSTS: "https://x",
        DB_SECRET_ARN: "secret",
      }),
    ).toEqual([
      'PORT: given "http", allowed: a whole number from 0 to 65535',
      'LOG_LEVEL: given "loud", allowed: trace | debug | info | warn | error | fatal | silent',
      'PUBLIC_URL: given "ftp://x", allowed: an http:// or https:// URL without credentials, query and fragment',
      'OWN_HOSTS: given "https://x", allowed: host names',
      'TRUST_PROXY_HOPS: given "-1", allowed: a whole number from 0 to 9',
      'DB_ENGINE: given "oracle", allowed: embedded | postgres | mysql',
      'DB_SECRET_ARN: given "secret", allowed: the ARN of a secret',
    ]);
  });

  it("names what is missing, and why it is needed", () => {
    const problems = problemsOf({
      DB_ENGINE: "postgres",
      REDIS_HOST: "cache.test",
      QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/1/q",
    });
    expect(problems).toEqual([
      "DB_HOST: missing, required because DB_ENGINE is postgres",
      "DB_USERNAME: missing, required because DB_ENGINE is postgres",
      "DB_PASSWORD: missing, required because DB_ENGINE is postgres",
      "AWS_REGION: missing, required because QUEUE_URL is set",
    ]);
  });

  it("refuses a host for the embedded database, which would be ignored", () => {
    expect(problemsOf({ DB_HOST: "db.test" })).toEqual([
      'DB_HOST: given "db.test", allowed only when DB_ENGINE is postgres or mysql',
    ]);
  });

  it("refuses two sources of session keys", () => {
    const SESSION_SECRET_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:session-AbCdEf";
    expect(problemsOf({ SESSION_SECRET: "long enough to sign", SESSION_SECRET_ARN })).toEqual([
      "SESSION_SECRET_ARN: given, allowed only where SESSION_SECRET is absent",
    ]);
  });

  it("never prints a secret", () => {
    const problems = problemsOf({ SESSION_SECRET: "hunter2", REDIS_HOST: "cache.test" });
    expect(problems).toEqual(["SESSION_SECRET: given (hidden), allowed: text of at least 16 characters"]);
    expect(problemsOf({ SESSION_SECRET: "long enough to be first,short" })).toEqual([
      "SESSION_SECRET: given (hidden), allowed: at least 16 characters each",
    ]);
  });
});
