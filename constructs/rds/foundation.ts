import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { Fn, type ITerraformDependable, type TerraformResourceLifecycle } from "cdktf";
import { Construct } from "constructs";
import { arn, logGroupArn } from "../location";
import { logGroup } from "../monitoring/log-group";
import { EncryptionKey } from "../security/encryption-key";
import { ServiceRole } from "../security/service-role";
import type { DatabaseProps } from "./database";
import { type Engine, ENGINES } from "./engine";

/** The log group of enhanced monitoring: one for all databases of an account in a region. */
export const OS_METRICS = "RDSOSMetrics";

export interface DatabaseFoundationProps extends DatabaseProps {
  /** Whether Application Auto Scaling adds instances, under names of its own. @default false */
  readonly autoscaled?: boolean;
}

/** What an instance and a cluster have in common: key, subnets, logs, monitoring, and most of their settings. */
export class DatabaseFoundation extends Construct {
  readonly identifier: string;
  readonly engine: Engine;
  readonly keyArn: string;
  readonly subnetGroupName: string;
  /** The database depends on these: its log groups, and the permissions of its monitoring. */
  readonly first: readonly ITerraformDependable[];
  private readonly monitoringRoleArn: string | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DatabaseFoundationProps,
  ) {
    super(scope, id);
    const { at } = props;
    this.engine = ENGINES[props.engine];
    this.identifier = props.identifier;
    this.keyArn = new EncryptionKey(this, "key", { at, purpose: "database" }).arn;
    this.subnetGroupName = new DbSubnetGroup(this, "subnets", {
      name: this.identifier,
      description: "Private subnets",
      subnetIds: [...props.network.privateSubnetIds],
    }).name;
    const monitoring = props.monitoringIntervalSeconds === 0 ? undefined : this.monitoringRole();
    this.monitoringRoleArn = monitoring?.arn;
    this.first = [...this.logGroups(), ...(monitoring === undefined ? [] : [monitoring.ready])];
  }

  /** The parameters of the engine's group: those for TLS always, the others as given. */
  get parameters() {
    const { tls, parameters } = this.engine;
    return Object.entries({ ...parameters, ...this.props.parameters, ...tls })
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => ({
        name,
        value,
        // Static parameters refuse "immediate", and a value that is the engine's default is always reported as
        // "pending-reboot". A group that is attached to a new database takes effect at once.
        // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Parameter.html
        applyMethod: "pending-reboot",
      }));
  }

  /** Settings of the instance or the cluster that owns the data. */
  get storageSettings() {
    const { props } = this;
    const finalSnapshot = props.finalSnapshot && props.replicated?.writer !== false;
    return {
      dbSubnetGroupName: this.subnetGroupName,
      vpcSecurityGroupIds: [props.securityGroupId],
      port: this.engine.port,
      storageEncrypted: true,
      kmsKeyId: this.keyArn,
      backupRetentionPeriod: props.backupRetentionDays,
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: !props.deletionProtection,
      deletionProtection: props.deletionProtection,
      iamDatabaseAuthenticationEnabled: true,
      enabledCloudwatchLogsExports: [...this.engine.logs],
      applyImmediately: props.applyImmediately,
      // The plan guard asks before another major version is applied; AWS refuses it without this.
      allowMajorVersionUpgrade: true,
      skipFinalSnapshot: !finalSnapshot,
      // Always part of the state, from which it is read at destruction: whether a snapshot is taken may change until
      // then. A second database of this name would leave a second snapshot: the time of creation tells them apart.
      finalSnapshotIdentifier: `${this.identifier}-${Fn.formatdate("YYYYMMDDhhmmss", Fn.timestamp())}`,
      ...(props.restoreFromSnapshot !== undefined &&
        props.replicated?.replicaOf === undefined && { snapshotIdentifier: props.restoreFromSnapshot }),
      lifecycle: this.lifecycle,
    };
  }

  /** Settings of every instance, a cluster's included. */
  get instanceSettings() {
    const { monitoringIntervalSeconds, performanceInsightsDays, applyImmediately } = this.props;
    return {
      instanceClass: this.props.instanceClass,
      publiclyAccessible: false,
      autoMinorVersionUpgrade: true,
      applyImmediately,
      monitoringInterval: monitoringIntervalSeconds,
      ...(this.monitoringRoleArn !== undefined && { monitoringRoleArn: this.monitoringRoleArn }),
      performanceInsightsEnabled: performanceInsightsDays > 0,
      ...(performanceInsightsDays > 0 && {
        performanceInsightsKmsKeyId: this.keyArn,
        performanceInsightsRetentionPeriod: performanceInsightsDays,
      }),
    };
  }

  /**
   * The snapshot of creation and that of destruction are matters of one moment, not of later plans. So is the key of an
   * instance, which has its snapshot's where it was made from one: another key would be another instance. So is whom a
   * database follows: commands change that, and Terraform would promote or detach it to change it back.
   * https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/rds_global_cluster
   */
  private get lifecycle(): TerraformResourceLifecycle {
    const replication = this.engine.aurora
      ? ["global_cluster_identifier", "replication_source_identifier"]
      : ["replicate_source_db"];
    const password = this.engine.aurora ? "master_password_wo_version" : "password_wo_version";
    return {
      ignoreChanges: [
        "final_snapshot_identifier",
        "snapshot_identifier",
        ...(this.engine.aurora ? [] : ["kms_key_id"]),
        // The version of a replica is its source's when it is made, and is changed with it by command.
        ...(this.props.replicated?.replicaOf === undefined ? [] : ["engine_version"]),
        ...(this.props.replicated === undefined ? [] : replication),
        // A database that was created with a password and became a replica keeps the one that it has.
        ...(this.props.replicated?.replicaOf === undefined ? [] : [password]),
      ],
      preventDestroy: this.props.deletionProtection,
    };
  }

  /** Made before RDS makes them, which would be without retention and key. */
  private logGroups(): CloudwatchLogGroup[] {
    const kind = this.engine.aurora ? "cluster" : "instance";
    return this.engine.logs.map((log) =>
      logGroup(this, `log-${log}`, {
        name: `/aws/rds/${kind}/${this.identifier}/${log}`,
        keyArn: this.props.logKeyArn,
        retentionDays: this.props.logRetentionDays,
      }),
    );
  }

  /**
   * What the AWS managed policy for enhanced monitoring allows, on the one log group that it uses.
   * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html
   */
  private monitoringRole(): ServiceRole {
    const { at, autoscaled = false } = this.props;
    const group = logGroupArn(at, OS_METRICS);
    const own = arn(at, "rds", `db:${this.identifier}*`);
    return new ServiceRole(this, "monitoring-role", {
      at,
      purpose: "database-monitoring",
      service: "monitoring.rds.amazonaws.com",
      sourceArn: autoscaled ? [own, arn(at, "rds", "db:application-autoscaling-*")] : own,
      statements: [
        {
          sid: "Group",
          actions: ["logs:CreateLogGroup", "logs:PutRetentionPolicy"],
          resources: [group],
        },
        {
          sid: "Write",
          actions: [
            "logs:CreateLogStream",
            "logs:DescribeLogStreams",
            "logs:GetLogEvents",
            "logs:PutLogEvents",
          ],
          resources: [group],
        },
      ],
    });
  }
}
