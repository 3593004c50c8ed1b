import type { TaskSettings } from "../constructs/ecs/task-settings";
import type { MessageQueue } from "../constructs/queue/message-queue";
import type { Database } from "../constructs/rds/database";
import { ENGINES } from "../constructs/rds/engine";
import type { RedisCache } from "../constructs/redis/redis-cache";
import type { Secret } from "../constructs/security/generated-secret";
import type { ServiceConfig } from "../environments/config/schema";
import type { PART_VARIABLES, PartVariable } from "../environments/config/variables";

/** A part's variables: a name can not be misspelled. */
type Variables<Part extends keyof typeof PART_VARIABLES> = Partial<Record<PartVariable<Part>, string>>;

/**
 * How containers reach the database, as the application's own user. User name and password are one JSON secret, which
 * ECS reads when a task starts and the application again when it was rotated.
 */
export function databaseSettings(database: Database, login: Secret): Partial<TaskSettings> {
  const { readerEndpoint } = database;
  const environment: Variables<"database"> = {
    DB_ENGINE: ENGINES[database.engine].dialect,
    DB_HOST: database.endpoint,
    DB_PORT: String(database.port),
    DB_NAME: database.name,
    DB_SECRET_ARN: login.arn,
    DB_TLS: "verify",
    ...(database.proxied && { DB_PROXY: "on" }),
    ...(readerEndpoint !== undefined && { DB_READER_HOST: readerEndpoint }),
  };
  const secrets: Variables<"database"> = {
    DB_USERNAME: `${login.arn}:username::`,
    DB_PASSWORD: `${login.arn}:password::`,
  };
  return { environment, secrets, reads: [reference(login)], rereads: [reference(login)] };
}

/** The user who owns the database, for whoever changes its schema and creates its other users. */
export function masterSettings(login: Secret): Partial<TaskSettings> {
  const environment: Variables<"database"> = { DB_MASTER_SECRET_ARN: login.arn };
  const secrets: Variables<"database"> = {
    DB_MASTER_USERNAME: `${login.arn}:username::`,
    DB_MASTER_PASSWORD: `${login.arn}:password::`,
  };
  return { environment, secrets, reads: [reference(login)], rereads: [reference(login)] };
}

/** How many connections a process keeps at most. @param share undefined: as many as it wants */
export function poolSettings(share: number | undefined): Partial<TaskSettings> {
  return share === undefined ? {} : { environment: { DB_POOL_MAX: String(share) } };
}

/** How containers reach the cache. */
export function cacheSettings(cache: RedisCache): Partial<TaskSettings> {
  const environment: Variables<"cache"> = {
    REDIS_HOST: cache.endpoint,
    REDIS_PORT: String(cache.port),
    REDIS_TLS: "on",
  };
  const secrets: Variables<"cache"> = { REDIS_AUTH_TOKEN: cache.tokenSecretArn };
  return { environment, secrets, reads: [{ secretArn: cache.tokenSecretArn, keyArn: cache.keyArn }] };
}

/** The keys that containers sign session cookies with: the keys themselves, or the secret that they are read from. */
export function sessionSettings(
  sessionSecret: Secret,
  use: ServiceConfig["sessionKeys"],
): Partial<TaskSettings> {
  if (use === "none") return {};
  const environment: Variables<"cache"> = { SESSION_SECRET_ARN: sessionSecret.arn };
  return use === "read"
    ? { environment, rereads: [reference(sessionSecret)] }
    : secretSettings("SESSION_SECRET" satisfies PartVariable<"cache">, sessionSecret);
}

/** What a sender or receiver of messages is told and allowed. */
export function queueSettings(queue: MessageQueue, use: "send" | "receive"): Partial<TaskSettings> {
  const environment: Variables<"queue"> = { QUEUE_URL: queue.url };
  return { environment, statements: use === "send" ? queue.sendStatements : queue.receiveStatements };
}

/** A secret of the application, in the variable of its name. */
export function secretSettings(variable: string, secret: Secret): Partial<TaskSettings> {
  return { secrets: { [variable]: secret.arn }, reads: [reference(secret)] };
}

function reference({ arn, keyArn }: Secret) {
  return { secretArn: arn, keyArn };
}
