import type { Construct } from "constructs";
import { DatabaseBackup } from "../constructs/backup/database-backup";
import { combine, type TaskSettings } from "../constructs/ecs/task-settings";
import { MessageQueue } from "../constructs/queue/message-queue";
import { AuroraCluster } from "../constructs/rds/aurora-cluster";
import type { Database } from "../constructs/rds/database";
import { DatabaseInstance } from "../constructs/rds/database-instance";
import { DatabaseProxy } from "../constructs/rds/database-proxy";
import { RedisCache } from "../constructs/redis/redis-cache";
import { EncryptionKey } from "../constructs/security/encryption-key";
import { GeneratedSecret } from "../constructs/security/generated-secret";
import type {
  BackupConfig,
  CacheConfig,
  DatabaseConfig,
  Environment,
  ServiceConfig,
} from "../environments/config/schema";
import { suppress } from "../policy/suppression";
import { cacheSettings, databaseSettings, queueSettings, secretSettings } from "./data-settings";
import type { NetworkStack } from "./network-stack";
import { PlatformStack, type PlatformStackProps } from "./platform-stack";

export interface DataStackProps extends PlatformStackProps {
  readonly environment: Environment;
  readonly network: NetworkStack;
  /** Region that gets copies of the backups. @default none */
  readonly copyBackupsTo?: string | undefined;
}

/** What outlives every version of the application: database, cache, queue, secrets, and their keys and backups. */
export class DataStack extends PlatformStack {
  readonly database: Database | undefined;
  readonly cache: RedisCache | undefined;
  readonly queue: MessageQueue | undefined;
  private readonly sessionSecret: GeneratedSecret | undefined;
  private readonly secrets: ReadonlyMap<string, GeneratedSecret>;
  private secretsKey: EncryptionKey | undefined;

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
    const { database, cache, queue, backup } = environment;
    this.database = database && this.addDatabase(database, backup);
    this.cache = cache && this.addCache(cache);
    this.queue = queue && new MessageQueue(this, "queue", { at, purpose: "jobs", ...queue });
    this.sessionSecret = cache && this.addSecret("session", "Signs session cookies");
    if (this.sessionSecret !== undefined) {
      suppress(this.sessionSecret, "secret-rotation", "With another key, everybody would be signed out.");
    }
    this.secrets = new Map(
      Object.keys(environment.secrets).map((variable) => [
        variable,
        this.addSecret(variable, "Secret of the application"),
      ]),
    );
    for (const [variable, secret] of this.secrets) {
      suppress(secret, "secret-rotation", "Whoever issued it decides when there is another value.");
      this.output(
        `put_${variable.toLowerCase()}`,
        `aws secretsmanager put-secret-value --region ${at.region} --secret-id ${secret.name} --secret-string file://<file>`,
        `Sets ${variable}, random until then; tasks get it when they start`,
      );
    }
  }

  /** What a service is told and allowed. */
  serviceSettings(name: string, { queue: use }: ServiceConfig): TaskSettings {
    const { database, cache, sessionSecret, queue } = this;
    return combine(
      database === undefined ? {} : databaseSettings(database),
      cache === undefined || sessionSecret === undefined ? {} : cacheSettings(cache, sessionSecret),
      queue === undefined || use === "none" ? {} : queueSettings(queue, use),
      ...this.secretsOf(name),
    );
  }

  /** What a one-off task is told and allowed: it works on the database. */
  taskSettings(name: string): TaskSettings {
    return combine(
      this.database === undefined ? {} : databaseSettings(this.database),
      ...this.secretsOf(name),
    );
  }

  private secretsOf(reader: string): Partial<TaskSettings>[] {
    return [...this.secrets]
      .filter(([variable]) => this.props.environment.secrets[variable]?.services?.includes(reader) ?? true)
      .map(([variable, secret]) => secretSettings(variable, secret));
  }

  private addDatabase(config: DatabaseConfig, backup: BackupConfig | undefined): Database {
    const { at, environment, network, copyBackupsTo } = this.props;
    const common = { ...this.common, securityGroupId: network.securityGroups.databaseId };
    const made =
      config.engine === "postgres" || config.engine === "mysql"
        ? new DatabaseInstance(this, "database", { ...common, ...config })
        : new AuroraCluster(this, "database", { ...common, ...config });
    const database = config.proxy
      ? new DatabaseProxy(this, "database-proxy", { ...this.common, database: made })
      : made;
    database.allowFrom("from-tasks", network.securityGroups.tasksId);
    if (backup === undefined) {
      suppress(made, "database-backup-plan", "The environment relies on the database's own backups.");
    } else {
      new DatabaseBackup(this, "backup", {
        at,
        databaseArn: database.arn,
        ...backup,
        copyTo: copyBackupsTo,
        forceDestroy: !environment.deletionProtection,
      });
    }
    this.output("database_endpoint", database.endpoint, "Host of the database");
    this.output("database_secret_arn", database.secretArn, "Secret with its user name and password");
    return database;
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

  private addSecret(name: string, description: string): GeneratedSecret {
    const { at, environment } = this.props;
    this.secretsKey ??= new EncryptionKey(this, "secrets-key", { at, purpose: "secrets" });
    return new GeneratedSecret(this, `secret-${name}`, {
      name: `${at.prefix}/${name}`,
      description,
      keyArn: this.secretsKey.arn,
      recoverable: environment.deletionProtection,
    });
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
