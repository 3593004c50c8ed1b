import { minKeyLength, parseSessionKeys } from "../sessions/sessionKeys.js";
import { environment, type Environment } from "./environment.js";
import { shutdownConfig, shutdownProblem, type ShutdownConfig } from "./shutdown.js";

export interface PoolConfig {
  readonly max: number;
  readonly connectTimeoutMs: number;
  readonly queryTimeoutMs: number;
  readonly idleTimeoutMs: number;
  /** Connections are renewed after this time, so that new replicas and new credentials come into use. */
  readonly maxLifetimeMs: number;
}

export interface EmbeddedDatabaseConfig {
  readonly engine: "embedded";
  /** Directory of the data; in memory when absent. */
  readonly path: string | undefined;
}

/** User name and password, and where they are read again once they are rejected. */
export interface DatabaseLogin {
  readonly username: string;
  readonly password: string;
  /** Secret with user name and password, read again when they are rejected. @default they stay as they are */
  readonly secretArn: string | undefined;
}

export interface ServerDatabaseConfig extends DatabaseLogin {
  readonly engine: "postgres" | "mysql";
  readonly host: string;
  readonly readerHost: string | undefined;
  readonly port: number;
  readonly name: string;
  /** The user who owns the database, for migrations. @default the application's user owns it */
  readonly master?: DatabaseLogin | undefined;
  readonly tls: "verify" | "off";
  /** Whether RDS Proxy stands in between, which shares connections between clients. */
  readonly proxy: boolean;
  /** Whether each connection sets its own session up; through a proxy, it could not be shared any more then. */
  readonly ownSessions: boolean;
  readonly pool: PoolConfig;
  readonly credentialsGraceMs: number;
}

export type DatabaseConfig = EmbeddedDatabaseConfig | ServerDatabaseConfig;

export interface RedisConfig {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly authToken: string | undefined;
  readonly credentialsGraceMs: number;
}

/** Where the keys of session cookies come from: they are given, or in a secret, or made at random where neither is. */
export interface SessionConfig {
  /** The first signs session cookies, all verify them. */
  readonly keys: readonly string[] | undefined;
  /** Secret that holds them, read at the start and again while the process runs. */
  readonly secretArn: string | undefined;
  /** Time in ms between two readings of the secret. */
  readonly refreshMs: number;
}

/** What the process was told; every value is checked and has its default. */
export interface Config {
  readonly port: number;
  readonly environment: string;
  readonly service: { readonly name: string; readonly version: string };
  readonly logLevel: Environment["LOG_LEVEL"];
  readonly metricsIntervalMs: number;
  readonly publicUrl: URL | undefined;
  /** Further hosts of this service; `*.` stands for any name below. */
  readonly ownHosts: readonly string[];
  readonly trustProxyHops: number;
  readonly rateLimitPerMinute: number;
  /** Time in ms that an idle connection is kept: longer than the load balancer keeps it. */
  readonly keepAliveTimeoutMs: number;
  readonly shutdown: ShutdownConfig;
  readonly database: DatabaseConfig;
  /** Redis; `undefined` keeps cache and sessions in memory. */
  readonly redis: RedisConfig | undefined;
  readonly sessions: SessionConfig;
  /** SQS; `undefined` keeps the queue in memory. */
  readonly queue:
    { readonly url: URL; readonly region: string; readonly visibilityTimeoutSeconds: number } | undefined;
  readonly clicks: { readonly flushIntervalMs: number; readonly maxLinks: number };
}

/** The environment cannot be used; the message has one line per problem. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "ConfigError";
  }
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from environment variables. An empty variable counts as absent.
 *
 * @throws {ConfigError} naming every variable that is wrong or missing, not only the first
 */
export function loadConfig(variables: Variables): Config {
  const problems: string[] = [];
  const read: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(environment)) {
    const given = variables[name] === "" ? undefined : variables[name];
    const result = variable.schema.safeParse(given);
    read[name] = result.data;
    if (result.success) continue;
    const shown = variable.secret ? "(hidden)" : JSON.stringify(given);
    problems.push(`${name}: given ${shown}, allowed: ${variable.allowed}`);
  }
  // A variable that failed above is undefined here; it is reported once, not a second time as missing.
  const values = read as { readonly [Name in keyof Environment]: Environment[Name] | undefined };
  const missing = (name: keyof Environment): boolean => !variables[name];
  const require = (name: keyof Environment, because: string): void => {
    if (missing(name)) problems.push(`${name}: missing, required because ${because}`);
  };

  if (values.DB_ENGINE === "postgres" || values.DB_ENGINE === "mysql") {
    for (const name of ["DB_HOST", "DB_USERNAME", "DB_PASSWORD"] as const) {
      require(name, `DB_ENGINE is ${values.DB_ENGINE}`);
    }
  } else if (values.DB_ENGINE === "embedded" && !missing("DB_HOST")) {
    problems.push(
      `DB_HOST: given ${JSON.stringify(values.DB_HOST)}, allowed only when DB_ENGINE is postgres or mysql`,
    );
  }
  if (!missing("DB_MASTER_USERNAME")) require("DB_MASTER_PASSWORD", "DB_MASTER_USERNAME is set");
  if (!missing("QUEUE_URL")) require("AWS_REGION", "QUEUE_URL is set");
  if (values.SESSION_SECRET !== undefined && parseSessionKeys(values.SESSION_SECRET) === undefined) {
    problems.push(
      `SESSION_SECRET: given (hidden), allowed: at least ${String(minKeyLength)} characters each`,
    );
  }
  if (!missing("SESSION_SECRET") && !missing("SESSION_SECRET_ARN")) {
    problems.push("SESSION_SECRET_ARN: given, allowed only where SESSION_SECRET is absent");
  }
  if (problems.length > 0) throw new ConfigError(problems);
  const complete = read as Environment;
  const misfit = shutdownProblem(complete);
  if (misfit !== undefined) throw new ConfigError([misfit]);
  return assemble(complete);
}

/**
 * It must always be the load balancer that closes an idle connection: a request that it sends over one which is
 * being closed here is answered 502.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#connection-idle-timeout
 */
const keepAliveMarginMs = 5000;
const maxLifetimeMs = 30 * 60 * 1000;

function assemble(values: Environment): Config {
  return {
    port: values.PORT,
    environment: values.ENVIRONMENT,
    service: { name: values.SERVICE_NAME, version: values.SERVICE_VERSION },
    logLevel: values.LOG_LEVEL,
    metricsIntervalMs: values.METRICS_INTERVAL_SECONDS * 1000,
    publicUrl: values.PUBLIC_URL,
    ownHosts: list(values.OWN_HOSTS),
    trustProxyHops: values.TRUST_PROXY_HOPS,
    rateLimitPerMinute: values.RATE_LIMIT_PER_MINUTE,
    keepAliveTimeoutMs: values.LOAD_BALANCER_IDLE_TIMEOUT_SECONDS * 1000 + keepAliveMarginMs,
    shutdown: shutdownConfig(values),
    database: databaseConfig(values),
    redis:
      values.REDIS_HOST === undefined
        ? undefined
        : {
            host: values.REDIS_HOST,
            port: values.REDIS_PORT,
            tls: values.REDIS_TLS === "on",
            authToken: values.REDIS_AUTH_TOKEN,
            credentialsGraceMs: values.REDIS_CREDENTIALS_GRACE_SECONDS * 1000,
          },
    sessions: {
      keys: values.SESSION_SECRET === undefined ? undefined : parseSessionKeys(values.SESSION_SECRET),
      secretArn: values.SESSION_SECRET_ARN,
      refreshMs: values.SESSION_SECRET_REFRESH_SECONDS * 1000,
    },
    queue:
      values.QUEUE_URL && values.AWS_REGION
        ? {
            url: values.QUEUE_URL,
            region: values.AWS_REGION,
            visibilityTimeoutSeconds: values.QUEUE_VISIBILITY_TIMEOUT_SECONDS,
          }
        : undefined,
    clicks: { flushIntervalMs: values.CLICK_FLUSH_INTERVAL_MS, maxLinks: values.CLICK_BUFFER_LINKS },
  };
}

function databaseConfig(values: Environment): DatabaseConfig {
  const { DB_ENGINE: engine, DB_HOST: host, DB_USERNAME: username, DB_PASSWORD: password } = values;
  if (engine === "embedded" || !host || !username || !password) {
    return { engine: "embedded", path: values.DB_PATH };
  }
  return {
    engine,
    host,
    readerHost: values.DB_READER_HOST,
    port: values.DB_PORT ?? (engine === "postgres" ? 5432 : 3306),
    name: values.DB_NAME,
    username,
    password,
    secretArn: values.DB_SECRET_ARN,
    master: masterLogin(values),
    tls: values.DB_TLS,
    proxy: values.DB_PROXY === "on",
    ownSessions: values.DB_PROXY === "off",
    pool: {
      max: values.DB_POOL_MAX,
      connectTimeoutMs: values.DB_CONNECT_TIMEOUT_MS,
      queryTimeoutMs: values.DB_QUERY_TIMEOUT_MS,
      idleTimeoutMs: values.DB_IDLE_TIMEOUT_MS,
      maxLifetimeMs,
    },
    credentialsGraceMs: values.DB_CREDENTIALS_GRACE_SECONDS * 1000,
  };
}

function masterLogin(values: Environment): DatabaseLogin | undefined {
  const { DB_MASTER_USERNAME: username, DB_MASTER_PASSWORD: password } = values;
  if (username === undefined || password === undefined) return undefined;
  return { username, password, secretArn: values.DB_MASTER_SECRET_ARN };
}

function list(given: string | undefined): string[] {
  return given?.split(",").map((part) => part.trim()) ?? [];
}
