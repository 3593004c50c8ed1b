/** What differs between the database engines, in one place. Plain data: the configuration is checked against it. */
export interface Engine {
  /** The language it speaks: which driver the application uses. */
  readonly dialect: "postgres" | "mysql";
  /** Whether it is a cluster with shared storage instead of an instance with its own. */
  readonly aurora: boolean;
  readonly port: number;
  /** Major versions, oldest first; the last one is the default. */
  readonly majors: readonly [string, ...string[]];
  /** A version: a major alone (AWS picks the minor, and upgrades it), or with its minor. */
  readonly version: RegExp;
  /** Beginning of the parameter group family; the major version completes it. */
  readonly family: string;
  /** Logs it can send to CloudWatch. */
  readonly logs: readonly string[];
  /** Always set, whatever the configuration says: connections without TLS are refused. */
  readonly tls: Readonly<Record<string, string>>;
  /** Set unless the configuration says otherwise. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Family name of RDS Proxy. */
  readonly proxyFamily: "POSTGRESQL" | "MYSQL";
}

const POSTGRES = {
  dialect: "postgres",
  port: 5432,
  majors: ["14", "15", "16", "17"],
  version: /^(14|15|16|17)(\.\d{1,2})?$/,
  tls: { "rds.force_ssl": "1" },
  parameters: { log_min_duration_statement: "1000", log_statement: "ddl" },
  proxyFamily: "POSTGRESQL",
} as const;

/** The slow query log is a file only where it is switched on. */
const SLOW_LOG = { slow_query_log: "1", long_query_time: "1", log_output: "FILE" };

/**
 * Who signs in, and who changes permissions or tables. Aurora has it built in; MySQL needs an option group.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Auditing.html
 */
const AUDIT = { server_audit_logging: "1", server_audit_events: "CONNECT,QUERY_DCL,QUERY_DDL" };

const MYSQL = {
  dialect: "mysql",
  port: 3306,
  logs: ["error", "slowquery"],
  parameters: SLOW_LOG,
  proxyFamily: "MYSQL",
} as const;

/**
 * Versions: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.DBVersions.html,
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html,
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.VersionPolicy.html
 *
 * TLS: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html,
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/mysql-ssl-connections.html
 */
export const ENGINES = {
  postgres: { ...POSTGRES, aurora: false, family: "postgres", logs: ["postgresql", "upgrade"] },
  mysql: {
    ...MYSQL,
    aurora: false,
    majors: ["8.0", "8.4"],
    version: /^8\.[04](\.\d{1,2})?$/,
    family: "mysql",
    tls: { require_secure_transport: "1" },
  },
  "aurora-postgresql": { ...POSTGRES, aurora: true, family: "aurora-postgresql", logs: ["postgresql"] },
  "aurora-mysql": {
    ...MYSQL,
    logs: ["audit", "error", "slowquery"],
    parameters: { ...SLOW_LOG, ...AUDIT },
    aurora: true,
    majors: ["8.0"],
    version: /^8\.0(\.mysql_aurora\.3\.\d{2}\.\d{1,2})?$/,
    family: "aurora-mysql",
    tls: { require_secure_transport: "ON" },
  },
} as const satisfies Record<string, Engine>;

export type EngineName = keyof typeof ENGINES;

/** The parameter group family of a version, such as `postgres17` or `mysql8.4`. */
export function family(engine: EngineName, version: string): string {
  const { majors, family: prefix }: Engine = ENGINES[engine];
  const major = majors.find((candidate) => version === candidate || version.startsWith(`${candidate}.`));
  if (major === undefined) {
    throw new Error(`${engine}: given version ${version}; allowed are ${majors.join(", ")} and their minors`);
  }
  return `${prefix}${major}`;
}
