import type { Location } from "../location";
import type { Network } from "../vpc/network";
import type { EngineName } from "./engine";

/** A relational database, whichever engine runs it. */
export interface Database {
  readonly engine: EngineName;
  /** Host that reads and writes go to. */
  readonly endpoint: string;
  /** Host that reads can go to; undefined where there is no reader. */
  readonly readerEndpoint: string | undefined;
  readonly port: number;
  /** Name of the database in it. */
  readonly name: string;
  /** ARN of instance or cluster. */
  readonly arn: string;
  /** Id that AWS gives it: another database of the same name has another one. */
  readonly resourceId: string;
  /** Whether it is reached through RDS Proxy, which sets sessions up for all its clients. */
  readonly proxied: boolean;
  /** Lets a security group connect. */
  allowFrom(id: string, securityGroupId: string): void;
}

/**
 * How a database takes part in replication between regions. Only what it is created as is said here: promotion and
 * failover are done by command, and none of them makes Terraform change anything.
 */
export interface Replicated {
  /** Identifier of the global cluster that an Aurora cluster is a member of: the one of its first cluster. */
  readonly globalIdentifier: string;
  /** ARN of the database that it is created as a replica of. @default it is created empty */
  readonly replicaOf?: string | undefined;
  /** Version of the cluster that it joins, with its minor. @default the one of the configuration */
  readonly version?: string | undefined;
  /** Whether it is the one that takes writes now: only that one leaves a snapshot when it is destroyed. */
  readonly writer: boolean;
}

/** The user who owns the database. */
export interface MasterUser {
  readonly username: string;
  /** Expression of the password that the database is created with; rotation replaces it before anybody signs in. */
  readonly firstPassword: string;
}

/** What every kind of database is given. */
export interface DatabaseProps {
  readonly at: Location;
  /** Identifier of the instance or cluster. */
  readonly identifier: string;
  /** @default the master user of what it is a replica of */
  readonly master?: MasterUser | undefined;
  readonly network: Network;
  /** Security group of the database; nothing reaches it but what {@link Database.allowFrom} lets in. */
  readonly securityGroupId: string;
  readonly engine: EngineName;
  /** Engine version; a major alone leaves the minor to AWS. */
  readonly version: string;
  /** Name of the database that is created. */
  readonly name: string;
  /** Instance class, such as `db.t4g.medium`. */
  readonly instanceClass: string;
  /** Parameters of the engine; they come before the engine's defaults, and never before those for TLS. */
  readonly parameters: Readonly<Record<string, string>>;
  /** How long automated backups are kept, in days, 1–35. */
  readonly backupRetentionDays: number;
  /** `hh24:mi-hh24:mi`, UTC. */
  readonly backupWindow: string;
  /** `ddd:hh24:mi-ddd:hh24:mi`, UTC. */
  readonly maintenanceWindow: string;
  /** Whether changes wait for the maintenance window. */
  readonly applyImmediately: boolean;
  /** Whether a snapshot is taken on destruction. */
  readonly finalSnapshot: boolean;
  /** Snapshot to create the database from. @default an empty database */
  readonly restoreFromSnapshot?: string | undefined;
  /** @default a database of its own */
  readonly replicated?: Replicated | undefined;
  /** Interval of enhanced monitoring in seconds; 0 switches it off. */
  readonly monitoringIntervalSeconds: number;
  /** How long Performance Insights keeps its data, in days; 0 switches it off. */
  readonly performanceInsightsDays: number;
  /** Whether AWS and Terraform refuse to delete the database. */
  readonly deletionProtection: boolean;
  /** Key that encrypts log groups, and how long logs are kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
}
