import type { Construct } from "constructs";
import { combine, type TaskSettings } from "../constructs/ecs/task-settings";
import { MessageQueue } from "../constructs/queue/message-queue";
import type { Database } from "../constructs/rds/database";
import { RedisCache } from "../constructs/redis/redis-cache";
import type { Secret } from "../constructs/security/generated-secret";
import { SecretRotation } from "../constructs/security/secret-rotation";
import type { CacheConfig, Environment, ServiceConfig } from "../environments/config/schema";
import { connectionShare } from "./connection-share";
import { addDatabase, type DatabaseLogins } from "./data-database";
import { DataSecrets } from "./data-secrets";
import {
  cacheSettings,
  databaseSettings,
  masterSettings,
  poolSettings,
  queueSettings,
  secretSettings,
  sessionSettings,
} from "./data-settings";
import type { NetworkStack } from "./network-stack";
import { PlatformStack, type PlatformStackProps } from "./platform-stack";

/** A task that was given the keys at its start has to be replaced within this time, by a deployment or by AWS. */
const SESSION_KEY_DAYS = 90;

export interface DataStackProps extends PlatformStackProps {
  readonly environment: Environment;
  readonly network: NetworkStack;
  /** Region that gets copies of the backups. @default none */
  readonly copyBackupsTo?: string | undefined;
  /** The data of the environment's first region, which keeps the secrets of all. @default this is it */
  readonly home?: DataStack | undefined;
}

/** What outlives every version of the application: database, cache, queue, secrets, and their keys and backups. */
export class DataStack extends PlatformStack {
  readonly database: Database | undefined;
  private readonly databaseVersion: string | undefined;
  private readonly logins: DatabaseLogins | undefined;
  readonly cache: RedisCache | undefined;
  readonly queue: MessageQueue | undefined;
  private readonly sessionSecret: Secret | undefined;
  private readonly secrets: ReadonlyMap<string, Secret>;
  private readonly allSecrets: DataSecrets;

  /** Whether an environment keeps anything at all. */
  static needed({ database, cache, queue, secrets }: Environment): boolean {
    const parts = [database, cache, queue];
    return parts.some((part) => part !== undefined) || Object.keys(secrets).length > 0;
  }

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DataStackProps,
  ) {
    super(scope, id, props);
    const { at, environment } = props;
    const { database, cache, queue } = environment;
    this.allSecrets = new DataSecrets(this, {
      at,
      environment,
      home: props.home?.allSecrets,
      providerOf: (region) => this.providerOf(region),
    });
    const added =
      database &&
      addDatabase(this, {
        ...this.common,
        environment,
        config: database,
        securityGroups: props.network.securityGroups,
        secrets: this.allSecrets,
        homeVersion: props.home?.databaseVersion,
        copyBackupsTo: props.copyBackupsTo,
      });
    this.database = added?.database;
    this.logins = added?.logins;
    this.databaseVersion = added?.version;
    if (added !== undefined) {
      const { database: made, logins } = added;
      this.output("database_endpoint", made.endpoint, "Host of the database");
      this.output(
        "database_secret_arn",
        logins.application.arn,
        "Secret with the application's user and password",
      );
      this.output(
        "database_master_secret_arn",
        logins.master.arn,
        "Secret with the owner's user and password",
      );
    }
    this.cache = cache && this.addCache(cache);
    this.queue = queue && new MessageQueue(this, "queue", { at, purpose: "jobs", ...queue });
    this.sessionSecret = cache && this.addSessionSecret();
    this.secrets = new Map(
      Object.keys(environment.secrets).map((variable) => [
        variable,
        this.allSecrets.add(variable, {
          description: "Secret of the application",
          notRotated: "Whoever issued it decides when there is another value.",
        }),
      ]),
    );
    if (props.home !== undefined) return;
    for (const [variable, secret] of this.secrets) {
      this.output(
        `put_${variable.toLowerCase()}`,
        `aws secretsmanager put-secret-value --region ${at.region} --secret-id ${secret.name} --secret-string file://<file>`,
        `Sets ${variable}, random until then; tasks get it when they start`,
      );
    }
  }

  /** What a service is told and allowed. */
  serviceSettings(name: string, { queue: use, sessionKeys }: ServiceConfig): TaskSettings {
    const { cache, sessionSecret, queue } = this;
    return combine(
      this.databaseSettings,
      poolSettings(connectionShare(this.props.environment)),
      cache === undefined ? {} : cacheSettings(cache),
      sessionSecret === undefined ? {} : sessionSettings(sessionSecret, sessionKeys),
      queue === undefined || use === "none" ? {} : queueSettings(queue, use),
      ...this.secretsOf(name),
    );
  }

  /** What a one-off task is told and allowed: it works on the database, the migration as its owner too. */
  taskSettings(name: string): TaskSettings {
    const { logins } = this;
    const owns = name === this.props.environment.migration;
    return combine(
      this.databaseSettings,
      logins === undefined || !owns ? {} : masterSettings(logins.master),
      ...this.secretsOf(name),
    );
  }

  private get databaseSettings(): Partial<TaskSettings> {
    const { database, logins } = this;
    return database === undefined || logins === undefined
      ? {}
      : databaseSettings(database, logins.application);
  }

  private secretsOf(reader: string): Partial<TaskSettings>[] {
    return [...this.secrets]
      .filter(([variable]) => this.props.environment.secrets[variable]?.services?.includes(reader) ?? true)
      .map(([variable, secret]) => secretSettings(variable, secret));
  }

  /** One for all regions: who is sent to another one stays signed in. */
  private addSessionSecret(): Secret {
    const secret = this.allSecrets.add("session", { description: "Signs session cookies; rotated" });
    const own = this.allSecrets.own("session");
    if (own !== undefined) {
      new SecretRotation(this, "session-rotation", {
        ...this.common,
        kind: "signing-keys",
        secret: own,
        replicaKeyArns: this.allSecrets.replicaKeyArns,
        days: SESSION_KEY_DAYS,
        environment: {},
        statements: [],
      });
    }
    return secret;
  }

  private addCache(config: CacheConfig): RedisCache {
    const { network } = this.props;
    const cache = new RedisCache(this, "cache", {
      ...this.common,
      ...config,
      securityGroupId: network.securityGroups.cacheId,
    });
    cache.allowFrom("from-tasks", network.securityGroups.tasksId);
    this.output("cache_endpoint", cache.endpoint, "Host of Redis");
    return cache;
  }

  private get common() {
    const { at, environment, network } = this.props;
    return {
      at,
      network: network.network,
      deletionProtection: environment.deletionProtection,
      logKeyArn: network.logKeyArn,
      logRetentionDays: environment.logs.retentionDays,
    };
  }
}
