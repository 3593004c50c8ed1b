import {
  every, mustBe, mustBeAtLeast, mustBeCustomerKey, mustBeSet, mustBeTrue, mustNotBeTrue, shown, where,
} from "../findings"; // prettier-ignore
import { asList, numberOf, type Resource, textOf } from "../resource";
import { rules } from "../rule";

const INSTANCE = "aws_db_instance";
const CLUSTER = "aws_rds_cluster";
const MEMBER = "aws_rds_cluster_instance";
const stores = [INSTANCE, CLUSTER];

const engine = (database: Resource) => String(database.get("engine"));
/** Ports that everybody tries first. */
const DEFAULT_PORTS = [3306, 5432];

/** What an engine writes; the names are AWS's. */
const neededLog = (database: Resource) => {
  const name = engine(database);
  if (name.includes("postgres")) return ["postgresql"];
  return name === "aurora-mysql" ? ["audit", "error"] : ["error"];
};

export const databaseRules = rules(
  {
    id: "database-encryption",
    title: "Databases are encrypted with a customer-managed KMS key.",
    severity: "high",
    types: stores,
    rationale: "Backups and snapshots are encrypted as the database is; it can not be changed later.",
    fix: "Set storage_encrypted and kms_key_id, as DatabaseFoundation does.",
    controls: [
      "RDS.3",
      "RDS.27",
      "CIS 2.3.1",
      "CKV_AWS_16",
      "CKV_AWS_96",
      "CKV_AWS_327",
      "AVD-AWS-0079",
      "AVD-AWS-0080",
    ],
    check: every(mustBeTrue("storage_encrypted"), mustBeCustomerKey("kms_key_id")),
  },
  {
    id: "database-private",
    title: "Databases can not be reached from the internet.",
    severity: "critical",
    types: [INSTANCE, MEMBER],
    rationale: "Everybody could try passwords.",
    fix: "Set publicly_accessible to false.",
    controls: ["RDS.2", "CIS 2.3.3", "CKV_AWS_17", "AVD-AWS-0180"],
    check: mustBe("publicly_accessible", false),
  },
  {
    id: "database-network",
    title: "Databases stand in subnets and behind a security group that were chosen for them.",
    severity: "high",
    types: stores,
    rationale: "AWS's defaults are the default VPC and its default group.",
    fix: "Set db_subnet_group_name and vpc_security_group_ids.",
    controls: ["RDS.18"],
    check: every(mustBeSet("db_subnet_group_name"), mustBeSet("vpc_security_group_ids")),
  },
  {
    id: "database-deletion-protection",
    title: "Databases can not be deleted by mistake.",
    severity: "medium",
    types: stores,
    rationale: "The data is gone, up to the last backup.",
    fix: "Set deletion_protection.",
    controls: ["RDS.7", "RDS.8", "CKV_AWS_139", "CKV_AWS_293", "AVD-AWS-0177"],
    check: mustBeTrue("deletion_protection"),
  },
  {
    id: "database-final-snapshot",
    title: "A database leaves a snapshot behind when it is deleted.",
    severity: "medium",
    types: stores,
    rationale: "Automated backups go with the database.",
    fix: "Set skip_final_snapshot to false, and final_snapshot_identifier.",
    controls: [],
    source:
      "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html#USER_DeleteInstance.Snapshot",
    check: every(mustNotBeTrue("skip_final_snapshot"), mustBeSet("final_snapshot_identifier")),
  },
  {
    id: "database-backups",
    title: "Databases can be restored to any moment of the last week.",
    severity: "medium",
    types: stores,
    rationale: "Mistakes are often noticed after days.",
    fix: "Set backup_retention_period to 7 or more.",
    controls: ["RDS.11", "CKV_AWS_133", "AVD-AWS-0077"],
    check: mustBeAtLeast("backup_retention_period", 7),
  },
  {
    id: "database-backup-plan",
    title: "Databases are part of a backup plan.",
    severity: "medium",
    types: stores,
    rationale: "Automated backups are lost together with the database or its region.",
    fix: "State backup in the environment.",
    controls: ["RDS.26", "CKV2_AWS_8"],
    check: (database) => {
      const selections = database.stack.app.all("aws_backup_selection");
      const chosen = selections.some((one) =>
        asList(one.get("resources")).some((arn) => one.stack.target(arn)?.resource === database),
      );
      return chosen ? undefined : "no aws_backup_selection names it";
    },
  },
  {
    id: "database-zones",
    title: "Another zone takes over when one fails.",
    severity: "medium",
    types: stores,
    rationale: "With its only zone, the database is gone until the zone is back.",
    fix: "Set multiAz for an instance, one reader or more for Aurora.",
    controls: ["RDS.5", "RDS.15", "CKV_AWS_157"],
    check: (database) => {
      if (database.type === INSTANCE) return mustBeTrue("multi_az")(database);
      const members = database.referredToBy(MEMBER, "cluster_identifier").length;
      return members >= 2 ? undefined : `it has ${members} instance${members === 1 ? "" : "s"}`;
    },
  },
  {
    id: "database-iam-authentication",
    title: "People can sign in with a token of IAM instead of a password.",
    severity: "medium",
    types: stores,
    rationale: "A password that is shared stays known to everybody who ever used it.",
    fix: "Set iam_database_authentication_enabled.",
    controls: ["RDS.10", "RDS.12", "CKV_AWS_161", "CKV_AWS_162", "AVD-AWS-0176"],
    check: mustBeTrue("iam_database_authentication_enabled"),
  },
  {
    id: "database-password",
    title: "The password is known to Secrets Manager and the database alone.",
    severity: "high",
    types: stores,
    rationale: "A password that Terraform knows is in the state, and is never changed.",
    fix: "Let RDS manage it (manage_master_user_password, master_user_secret_kms_key_id), or create the database with a write-only, ephemeral one that a rotation replaces, as PasswordRotation does.",
    controls: [],
    source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html",
    check: (database) => {
      const attribute = database.type === INSTANCE ? "password_wo" : "master_password_wo";
      if (/^\$\{ephemeral\.[\w.]+\}$/.test(String(database.get(attribute)))) return undefined;
      return every(
        mustBeTrue("manage_master_user_password"),
        mustBeCustomerKey("master_user_secret_kms_key_id"),
      )(database);
    },
  },
  {
    id: "database-user-name",
    title: "The administrator has a name that nobody guesses first.",
    severity: "medium",
    types: stores,
    rationale: "Names that come with AWS's examples are tried first.",
    fix: "Choose another name than admin, administrator, master, postgres and root.",
    controls: ["RDS.24", "RDS.25"],
    check: (database) => {
      const attribute = database.type === INSTANCE ? "username" : "master_username";
      const name = database.get(attribute);
      const guessed = ["admin", "administrator", "master", "postgres", "root"].includes(
        String(name).toLowerCase(),
      );
      return name === undefined || guessed ? shown(database, attribute) : undefined;
    },
  },
  {
    id: "database-port",
    title: "Databases listen on another port than their engine's.",
    severity: "low",
    types: stores,
    rationale: "The port tells what listens there.",
    fix: "Set port to another number.",
    controls: ["RDS.23"],
    check: (database) => {
      const port = numberOf(database.get("port"));
      return port === undefined || DEFAULT_PORTS.includes(port) ? shown(database, "port") : undefined;
    },
  },
  {
    id: "database-logs",
    title: "Databases send their logs to CloudWatch.",
    severity: "medium",
    types: stores,
    rationale: "Failed logins and errors are gone when the database is.",
    fix: "Name the logs of the engine in enabled_cloudwatch_logs_exports.",
    controls: ["RDS.9", "RDS.34", "RDS.36", "RDS.37", "CKV_AWS_129", "CKV_AWS_324", "CKV_AWS_325"],
    check: (database) => {
      const exported = asList(database.get("enabled_cloudwatch_logs_exports"));
      const missing = neededLog(database).filter((log) => !exported.includes(log));
      return missing.map((log) => `the ${log} log is not exported`);
    },
  },
  {
    id: "database-upgrades",
    title: "Minor versions, which mend weaknesses, are installed by themselves.",
    severity: "high",
    types: [INSTANCE, MEMBER],
    rationale: "Known weaknesses stay until somebody thinks of them.",
    fix: "Set auto_minor_version_upgrade.",
    controls: ["RDS.13", "RDS.35", "CIS 2.3.2", "CKV_AWS_226"],
    check: mustBeTrue("auto_minor_version_upgrade"),
  },
  {
    id: "database-snapshot-tags",
    title: "Snapshots have the tags of their database.",
    severity: "low",
    types: stores,
    rationale: "Nobody knows whose snapshot it is, or what it costs.",
    fix: "Set copy_tags_to_snapshot.",
    controls: ["RDS.16", "RDS.17", "CKV2_AWS_60", "CKV_AWS_313"],
    check: mustBeTrue("copy_tags_to_snapshot"),
  },
  {
    id: "database-monitoring",
    title: "The operating system below the database is monitored.",
    severity: "low",
    types: [INSTANCE, MEMBER],
    rationale: "What the database's own metrics show comes too late, and without a cause.",
    fix: "Set monitoring_interval to 60 or less, and monitoring_role_arn.",
    controls: ["RDS.6", "CKV_AWS_118"],
    check: every(mustBeAtLeast("monitoring_interval", 1), mustBeSet("monitoring_role_arn")),
  },
  {
    id: "database-performance-insights",
    title: "What queries cost is recorded, and encrypted with a customer-managed KMS key.",
    severity: "low",
    types: [INSTANCE, MEMBER],
    rationale: "Queries hold values of the data.",
    fix: "Set performance_insights_enabled and performance_insights_kms_key_id.",
    controls: ["CKV_AWS_353", "CKV_AWS_354", "AVD-AWS-0078", "AVD-AWS-0133"],
    source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.access-control.html",
    check: every(
      mustBeTrue("performance_insights_enabled"),
      where(
        (instance) => instance.get("performance_insights_enabled") === true,
        mustBeCustomerKey("performance_insights_kms_key_id"),
      ),
    ),
  },
  {
    id: "database-tls",
    title: "Databases refuse connections without TLS.",
    severity: "high",
    types: ["aws_db_parameter_group", "aws_rds_cluster_parameter_group"],
    rationale: "Whoever listens inside of the VPC could read queries and passwords.",
    fix: "Set rds.force_ssl for PostgreSQL, require_secure_transport for MySQL.",
    controls: ["RDS.38", "RDS.39", "CKV2_AWS_69"],
    check: (group) => {
      const name = String(group.get("family")).includes("postgres")
        ? "rds.force_ssl"
        : "require_secure_transport";
      const value = parameter(group, name);
      return ["1", "ON"].includes(String(value)) ? undefined : `${name} is ${value ?? "not set"}`;
    },
  },
  {
    id: "database-query-log",
    title: "PostgreSQL logs changes of the schema and slow queries.",
    severity: "low",
    types: ["aws_db_parameter_group", "aws_rds_cluster_parameter_group"],
    rationale: "Who changed a table, and what made the database slow, can not be found out later.",
    fix: "Set log_statement and log_min_duration_statement.",
    controls: ["CKV2_AWS_27", "CKV2_AWS_30"],
    source:
      "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.Query_Logging.html",
    check: where(
      (group) => String(group.get("family")).includes("postgres"),
      (group) =>
        ["log_statement", "log_min_duration_statement"]
          .filter((name) => ["", "none", "-1"].includes(parameter(group, name) ?? ""))
          .map((name) => `${name} is ${parameter(group, name) ?? "not set"}`),
    ),
  },
  {
    id: "proxy-tls",
    title: "Database proxies refuse connections without TLS, and log no queries.",
    severity: "high",
    types: ["aws_db_proxy"],
    rationale: "Whoever listens inside of the VPC, or reads logs, could read queries.",
    fix: "Set require_tls, leave out debug_logging.",
    controls: [],
    source:
      "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.howitworks.html#rds-proxy-security.tls",
    check: every(mustBeTrue("require_tls"), mustNotBeTrue("debug_logging")),
  },
);

function parameter(group: Resource, name: string): string | undefined {
  const found = group.blocks("parameter").find((one) => one["name"] === name)?.["value"];
  return found === undefined ? undefined : textOf(found);
}
