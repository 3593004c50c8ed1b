import type { Construct } from "constructs";
import { DatabaseBackup } from "../constructs/backup/database-backup";
import type { Location } from "../constructs/location";
import { AuroraCluster } from "../constructs/rds/aurora-cluster";
import type { Database, MasterUser, Replicated } from "../constructs/rds/database";
import { DatabaseInstance } from "../constructs/rds/database-instance";
import { DatabaseProxy } from "../constructs/rds/database-proxy";
import { GlobalDatabase } from "../constructs/rds/global-database";
import { databaseArn, databaseIdentifier } from "../constructs/rds/identifier";
import { PasswordRotation, PasswordSetter } from "../constructs/rds/password-rotation";
import type { Secret } from "../constructs/security/generated-secret";
import type { Network } from "../constructs/vpc/network";
import { replication, type Replication } from "../environments/config/replication";
import type { DatabaseConfig, Environment } from "../environments/config/schema";
import { suppress } from "../policy/suppression";
import type { DataSecrets } from "./data-secrets";
import type { NetworkStack } from "./network-stack";

/** Owns the database; for migrations, and for people who administer it. */
const MASTER_USERNAME = "dbadmin";
/** Reads and changes rows. The migration creates it. */
const APPLICATION_USERNAME = "app";
/** MySQL takes no more than 41 characters. */
const PASSWORD_LENGTH = 40;

/** Secrets of the two users of a database: JSON with `username` and `password`. */
export interface DatabaseLogins {
  readonly application: Secret;
  readonly master: Secret;
}

export interface DataDatabaseProps {
  readonly at: Location;
  readonly environment: Environment;
  readonly config: DatabaseConfig;
  readonly network: Network;
  readonly securityGroups: NetworkStack["securityGroups"];
  readonly secrets: DataSecrets;
  /** Version of the first region's cluster. @default this is it, or the database is no cluster */
  readonly homeVersion?: string | undefined;
  /** Region that gets copies of the backups. @default none */
  readonly copyBackupsTo?: string | undefined;
  readonly deletionProtection: boolean;
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
}

/** The database of a region, with everything that exists because of it: users' secrets, rotation, proxy, backup. */
export function addDatabase(
  scope: Construct,
  props: DataDatabaseProps,
): { readonly database: Database; readonly logins: DatabaseLogins; readonly version: string | undefined } {
  const { at, environment, config, secrets, securityGroups } = props;
  const between = replication(environment);
  const logins = addLogins(secrets, between);
  const common = {
    ...props,
    identifier: databaseIdentifier(environment, at.region),
    securityGroupId: securityGroups.databaseId,
    master: masterUser(props, between),
    replicated: between && replicated(props, between),
  };
  const made =
    config.engine === "postgres" || config.engine === "mysql"
      ? new DatabaseInstance(scope, "database", { ...common, ...config })
      : new AuroraCluster(scope, "database", { ...common, ...config });
  const { keyArn } = secrets;
  new PasswordSetter(scope, "password-setter", { ...props, database: made, keyArn });
  addRotation(scope, props, made, between);
  const database = config.proxy
    ? new DatabaseProxy(scope, "database-proxy", {
        ...props,
        database: made,
        logins: [logins.application, logins.master],
      })
    : made;
  database.allowFrom("from-tasks", securityGroups.tasksId);
  addBackup(scope, props, made, between);
  return { database, logins, version: made instanceof AuroraCluster ? made.version : undefined };
}

/** Where the database is replicated its users are, too: their secrets are made once and copied. */
function addLogins(secrets: DataSecrets, between: Replication | undefined): DatabaseLogins {
  const common = { length: PASSWORD_LENGTH, regional: between === undefined };
  return {
    application: secrets.add("database", {
      ...common,
      description: "User of the database that the application signs in as; rotated",
      username: APPLICATION_USERNAME,
    }),
    master: secrets.add("database-master", {
      ...common,
      description: "User who owns the database; rotated",
      username: MASTER_USERNAME,
    }),
  };
}

/** Undefined where the database is created as a replica. */
function masterUser(
  { at, secrets }: DataDatabaseProps,
  between: Replication | undefined,
): MasterUser | undefined {
  if (between !== undefined && sourceOf(at, between) !== undefined) return undefined;
  const secret = secrets.own("database-master");
  return secret && { username: MASTER_USERNAME, firstPassword: secret.initialValue };
}

/** What this region's database is created as. */
function replicated(
  { at, environment, config, homeVersion }: DataDatabaseProps,
  between: Replication,
): Replicated {
  const source = sourceOf(at, between);
  return {
    globalIdentifier: databaseIdentifier(environment, between.home),
    writer: at.region === between.writer,
    version: homeVersion,
    replicaOf:
      source &&
      databaseArn({ ...at, region: source }, config.engine, databaseIdentifier(environment, source)),
  };
}

/**
 * Region of the database that a region's is created as a replica of: the one that takes writes, and for that one the
 * first. Undefined for the first region's, unless another one takes writes.
 */
function sourceOf({ region }: Location, { home, writer }: Replication): string | undefined {
  const source = region === writer ? home : writer;
  return source === region ? undefined : source;
}

/** Rotation, and the global database of clusters: once, where the secrets are made. */
function addRotation(
  scope: Construct,
  props: DataDatabaseProps,
  database: AuroraCluster | DatabaseInstance,
  between: Replication | undefined,
): void {
  const { at, environment, secrets, deletionProtection } = props;
  const [application, master] = [secrets.own("database"), secrets.own("database-master")];
  if (application === undefined || master === undefined) return;
  const global =
    between !== undefined && database instanceof AuroraCluster
      ? [new GlobalDatabase(scope, "global-database", { cluster: database, deletionProtection }).ready]
      : [];
  const regions = between === undefined ? [at.region] : environment.regions.map(({ name }) => name);
  new PasswordRotation(scope, "database-password", {
    ...props,
    engine: database.engine,
    identifiers: Object.fromEntries(
      regions.map((region) => [region, databaseIdentifier(environment, region)]),
    ),
    writer: between?.writer ?? at.region,
    application,
    master,
    replicaKeyArns: between === undefined ? [] : secrets.replicaKeyArns,
    withDeployment: { of: database.resource, after: [...database.instances, ...global] },
  });
}

/** Where a replicated database takes writes it is backed up; the other regions' vaults take copies. */
function addBackup(
  scope: Construct,
  { at, environment, copyBackupsTo }: DataDatabaseProps,
  database: AuroraCluster | DatabaseInstance,
  between: Replication | undefined,
): void {
  const { backup } = environment;
  const here = between === undefined || between.writer === at.region;
  if (backup === undefined) {
    suppress(database, "database-backup-plan", "The environment relies on the database's own backups.");
    return;
  }
  if (!here) {
    suppress(database, "database-backup-plan", "It follows the one of another region, which is backed up.");
  }
  new DatabaseBackup(scope, "backup", {
    at,
    databaseArn: here ? database.arn : undefined,
    ...backup,
    copyTo: copyBackupsTo,
    forceDestroy: !environment.deletionProtection,
  });
}
