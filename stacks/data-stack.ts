import type { Construct } from "constructs";
import { DatabaseBackup } from "../constructs/backup/database-backup";
import { combine, type TaskSettings } from "../constructs/ecs/task-settings";
import type { Location } from "../constructs/location";
import { MessageQueue } from "../constructs/queue/message-queue";
import { AuroraCluster } from "../constructs/rds/aurora-cluster";
import type { Database, Replicated } from "../constructs/rds/database";
import { DatabaseInstance } from "../constructs/rds/database-instance";
import { DatabaseProxy } from "../constructs/rds/database-proxy";
import { databaseArn, MASTER_USERNAME } from "../constructs/rds/foundation";
import { GlobalDatabase } from "../constructs/rds/global-database";
import { PasswordRotation } from "../constructs/rds/password-rotation";
import { RedisCache } from "../constructs/redis/redis-cache";
import type { Secret } from "../constructs/security/generated-secret";
import { replication, type Replication } from "../environments/config/replication";
import type {
  BackupConfig,
  CacheConfig,
  DatabaseConfig,
  Environment,
  ServiceConfig,
} from "../environments/config/schema";
import { suppress } from "../policy/suppression";
import { connectionShare } from "./connection-share";
import { DataSecrets } from "./data-secrets";
import {
  cacheSettings,
  databaseSettings,
  poolSettings,
  queueSettings,
  secretSettings,
} from "./data-settings";
import type { NetworkStack } from "./network-stack";
import { PlatformStack, type PlatformStackProps } from "./platform-stack";

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
    const { database, cache, queue, backup } = environment;
    this.allSecrets = new DataSecrets(this, {
      at,
      environment,
      home: props.home?.allSecrets,
      providerOf: (region) => this.providerOf(region),
    });
    this.database = database && this.addDatabase(database, backup);
    this.cache = cache && this.addCache(cache);
    this.queue = queue && new MessageQueue(this, "queue", { at, purpose: "jobs", ...queue });
    this.sessionSecret =
      cache &&
      this.allSecrets.add("session", {
        description: "Signs session cookies",
        notRotated: "With another key, everybody would be signed out.",
      });
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
  serviceSettings(name: string, { queue: use }: ServiceConfig): TaskSettings {
    const { database, cache, sessionSecret, queue } = this;
    return combine(
      database === undefined ? {} : databaseSettings(database),
      poolSettings(connectionShare(this.props.environment)),
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
    const { network } = this.props;
    const between = replication(this.props.environment);
    const common = {
      ...this.common,
      securityGroupId: network.securityGroups.databaseId,
      replicated: between && this.replicated(between, config.engine),
    };
    const made =
      config.engine === "postgres" || config.engine === "mysql"
        ? new DatabaseInstance(this, "database", { ...common, ...config })
        : new AuroraCluster(this, "database", { ...common, ...config });
    if (between?.home === this.props.at.region) this.replicate(made, between);
    const database = config.proxy
      ? new DatabaseProxy(this, "database-proxy", { ...this.common, database: made })
      : made;
    database.allowFrom("from-tasks", network.securityGroups.tasksId);
    if (backup !== undefined) this.addBackup(backup, database, between);
    if (backup === undefined) {
      suppress(made, "database-backup-plan", "The environment relies on the database's own backups.");
    } else if (!backedUpHere(between, this.props.at)) {
      suppress(made, "database-backup-plan", "It follows the one of another region, which is backed up.");
    }
    this.output("database_endpoint", database.endpoint, "Host of the database");
    this.output("database_secret_arn", database.secretArn, "Secret with its user name and password");
    return database;
  }

  /** What this region's database is created as. */
  private replicated({ home, writer }: Replication, engine: DatabaseConfig["engine"]): Replicated {
    const { at } = this.props;
    const secret = this.allSecrets.add("database", {
      description: "User of the database; rotated",
      username: MASTER_USERNAME,
      // MySQL takes no more than 41 characters.
      length: 40,
    });
    // The others begin by following the one that takes writes; it began by following the first.
    const source = at.region === writer ? home : writer;
    return {
      secret,
      writer: at.region === writer,
      origin:
        source === at.region
          ? { password: this.allSecrets.get("database").initialValue }
          : { replicaOf: databaseArn({ ...at, region: source }, engine) },
    };
  }

  /** What a replicated database needs once, in the environment's first region. */
  private replicate(database: AuroraCluster | DatabaseInstance, { writer }: Replication): void {
    const { environment } = this.props;
    if (database instanceof AuroraCluster) {
      new GlobalDatabase(this, "global-database", {
        cluster: database,
        deletionProtection: environment.deletionProtection,
      });
    }
    new PasswordRotation(this, "database-password", {
      ...this.common,
      engine: database.engine,
      regions: environment.regions.map(({ name }) => name),
      writer,
      secret: this.allSecrets.get("database"),
      replicaKeyArns: this.allSecrets.replicaKeyArns,
      after: database.instances,
    });
  }

  /** Where a replicated database takes writes it is backed up; the other regions' vaults take copies. */
  private addBackup(backup: BackupConfig, { arn }: Database, between: Replication | undefined): void {
    const { at, environment, copyBackupsTo } = this.props;
    new DatabaseBackup(this, "backup", {
      at,
      databaseArn: backedUpHere(between, at) ? arn : undefined,
      ...backup,
      copyTo: copyBackupsTo,
      forceDestroy: !environment.deletionProtection,
    });
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

function backedUpHere(between: Replication | undefined, { region }: Location): boolean {
  return between === undefined || between.writer === region;
}
