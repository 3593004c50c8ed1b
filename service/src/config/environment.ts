import type { z } from "zod";
import { choice, httpUrl, integer, optionalInteger, secret, text, textOr } from "./variables.js";

const word = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,127}$/;
const host = /^[A-Za-z0-9]([A-Za-z0-9.:-]{0,253}[A-Za-z0-9])?$/;
const secretArn = /^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@!-]{1,512}$/;
const port = { min: 1, max: 65_535 };

/** Every environment variable the service reads. The table in README.md is checked against this one. */
export const environment = {
  PORT: integer("Port that HTTP is served on; 0 takes a free one.", 8080, { min: 0, max: 65_535 }),
  ENVIRONMENT: textOr("Name of the environment; a dimension of every metric.", "local", "a name", word),
  SERVICE_NAME: textOr("Name of this service; a dimension of every metric.", "web", "a name", word),
  SERVICE_VERSION: textOr("Version that is logged.", "0.0.0", "a version or tag", word),
  AWS_REGION: text("Region of the queue.", "a region such as us-east-1", /^[a-z]{2}(-[a-z]+)+-\d$/),
  LOG_LEVEL: choice("Least severe level that is logged.", "info", [
    "trace",
    "debug",
    "info",
    "warn",
    "error",
    "fatal",
    "silent",
  ]),
  METRICS_INTERVAL_SECONDS: integer("Time between two metric lines.", 60, { min: 1, max: 300 }),
  PUBLIC_URL: httpUrl("Own base URL: short URLs start with it, and links to it are refused."),
  OWN_HOSTS: text(
    "Further own hosts, comma separated, that links to are refused; *. stands for any name below.",
    "host names",
    /^ *(\*\.)?[A-Za-z0-9.:-]{1,255} *(, *(\*\.)?[A-Za-z0-9.:-]{1,255} *){0,99}$/,
  ),
  TRUST_PROXY_HOPS: integer("Proxies in front whose X-Forwarded-For and X-Forwarded-Proto are believed.", 0, {
    min: 0,
    max: 9,
  }),
  RATE_LIMIT_PER_MINUTE: integer("API requests one client address may make in a minute.", 300, {
    min: 1,
    max: 1_000_000,
  }),
  STOP_TIMEOUT_SECONDS: integer(
    "Time between SIGTERM and SIGKILL: the stop timeout of the container. What is not given below follows from it.",
    30,
    { min: 2, max: 3600 },
  ),
  SHUTDOWN_DELAY_SECONDS: optionalInteger(
    "Time between failing readiness and refusing connections; a quarter of the stop timeout, at most 5, when absent.",
    { min: 0, max: 300 },
  ),
  SHUTDOWN_TIMEOUT_SECONDS: optionalInteger(
    "Time that requests in flight and unsent clicks then get; when absent the rest, up to a margin of 5 at most.",
    { min: 1, max: 3600 },
  ),
  LOAD_BALANCER_IDLE_TIMEOUT_SECONDS: integer(
    "Time after which the load balancer closes an idle connection; this process keeps it 5 seconds longer.",
    60,
    { min: 1, max: 4000 },
  ),

  DB_ENGINE: choice("Database engine; embedded is PGlite, for development only.", "embedded", [
    "embedded",
    "postgres",
    "mysql",
  ]),
  DB_PATH: text("Directory of the embedded database; in memory when absent.", "a path", /^[^\0]{1,4096}$/),
  DB_HOST: text("Host of the database (writer).", "a host name or address", host),
  DB_READER_HOST: text(
    "Host of a read replica that redirects are looked up on.",
    "a host name or address",
    host,
  ),
  DB_PORT: optionalInteger("Port of the database; 5432 or 3306 when absent.", port),
  DB_NAME: textOr(
    "Name of the database.",
    "webapp",
    "a name of letters, digits, _ and -",
    /^[A-Za-z_][\w-]{0,62}$/,
  ),
  DB_USERNAME: text("User name.", "a user name", /^\S{1,128}$/),
  DB_PASSWORD: secret("Password.", 1),
  DB_SECRET_ARN: text(
    "Secret with user name and password, which is read again when the database rejects them.",
    "the ARN of a secret",
    secretArn,
  ),
  DB_MASTER_USERNAME: text(
    "User who owns the database: migrate signs in as this one, and creates DB_USERNAME. DB_USERNAME when absent.",
    "a user name",
    /^\S{1,128}$/,
  ),
  DB_MASTER_PASSWORD: secret("Password of DB_MASTER_USERNAME.", 1),
  DB_MASTER_SECRET_ARN: text(
    "Secret with DB_MASTER_USERNAME and its password, read again as DB_SECRET_ARN is.",
    "the ARN of a secret",
    secretArn,
  ),
  DB_TLS: choice("TLS to the database; verify checks the certificate against the RDS bundle.", "verify", [
    "verify",
    "off",
  ]),
  DB_PROXY: choice("Whether RDS Proxy stands in between: sessions are then set up there.", "off", [
    "on",
    "off",
  ]),
  DB_POOL_MAX: integer("Connections one process keeps at most, per host.", 10, { min: 1, max: 500 }),
  DB_CONNECT_TIMEOUT_MS: integer("Longest wait for a connection.", 3000, { min: 100, max: 60_000 }),
  DB_QUERY_TIMEOUT_MS: integer("Longest run of one statement.", 5000, { min: 100, max: 60_000 }),
  DB_IDLE_TIMEOUT_MS: integer("Time after which an idle connection is closed.", 60_000, {
    min: 1000,
    max: 3_600_000,
  }),
  DB_CREDENTIALS_GRACE_SECONDS: integer(
    "Time that the database may reject the credentials before /healthz fails.",
    60,
    { min: 1, max: 3600 },
  ),

  REDIS_HOST: text(
    "Host of Redis; cache and sessions are in memory when absent.",
    "a host name or address",
    host,
  ),
  REDIS_PORT: integer("Port of Redis.", 6379, port),
  REDIS_TLS: choice("TLS to Redis.", "on", ["on", "off"]),
  REDIS_AUTH_TOKEN: secret("Auth token of Redis.", 1),
  REDIS_CREDENTIALS_GRACE_SECONDS: integer(
    "Time that Redis may reject the auth token before /healthz fails.",
    600,
    { min: 1, max: 86_400 },
  ),
  SESSION_SECRET: secret("Signs session cookies; several, comma separated: the first signs, all verify.", 16),
  SESSION_SECRET_ARN: text(
    "Secret that holds what SESSION_SECRET would: read at the start, and again while web runs.",
    "the ARN of a secret",
    secretArn,
  ),
  SESSION_SECRET_REFRESH_SECONDS: integer("Time between two readings of SESSION_SECRET_ARN.", 300, {
    min: 1,
    max: 3600,
  }),

  QUEUE_URL: httpUrl("URL of the SQS queue of clicks; in memory, with the worker in-process, when absent."),
  QUEUE_VISIBILITY_TIMEOUT_SECONDS: integer(
    "Time that a message this process received is hidden from others, whatever the queue's own setting is.",
    60,
    { min: 1, max: 43_200 },
  ),
  CLICK_FLUSH_INTERVAL_MS: integer("Time that clicks are gathered before they are sent.", 1000, {
    min: 10,
    max: 60_000,
  }),
  CLICK_BUFFER_LINKS: integer(
    "Links whose clicks are kept while the queue is down; clicks on more links are dropped and counted.",
    10_000,
    { min: 1, max: 1_000_000 },
  ),
} as const;

/** The environment after every variable was read. */
export type Environment = {
  readonly [Name in keyof typeof environment]: z.output<(typeof environment)[Name]["schema"]>;
};
