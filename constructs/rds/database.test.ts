import { describe, expect, it } from "vitest";
import { permissions, statements } from "../../tools/testing/policy";
import { AT, synthesizeConstruct } from "../../tools/testing/synthesize";
import type { SynthesizedStack } from "../../tools/testing/synthesized-stack";
import { AuroraCluster, type AuroraClusterProps } from "./aurora-cluster";
import { DatabaseInstance, type DatabaseInstanceProps } from "./database-instance";
import { DatabaseProxy } from "./database-proxy";
import { family } from "./engine";

const NETWORK = {
  vpcId: "vpc-1",
  publicSubnetIds: ["public-1", "public-2"],
  privateSubnetIds: ["private-1", "private-2"],
};
const COMMON = {
  at: AT,
  network: NETWORK,
  securityGroupId: "sg-database",
  identifier: "webapp-test",
  master: { username: "dbadmin", firstPassword: "${ephemeral.password}" },
  name: "webapp",
  parameters: {},
  backupRetentionDays: 7,
  backupWindow: "03:00-04:00",
  maintenanceWindow: "sun:05:00-sun:06:00",
  applyImmediately: false,
  finalSnapshot: true,
  monitoringIntervalSeconds: 60,
  performanceInsightsDays: 7,
  deletionProtection: true,
  logKeyArn: "log-key",
  logRetentionDays: 90,
};
const INSTANCE: DatabaseInstanceProps = {
  ...COMMON,
  engine: "postgres",
  version: "17",
  instanceClass: "db.t4g.medium",
  multiAz: true,
  storage: { type: "gp3", sizeGiB: 20, maxSizeGiB: 100 },
};
const CLUSTER: AuroraClusterProps = {
  ...COMMON,
  engine: "aurora-postgresql",
  version: "17",
  instanceClass: "db.r6g.large",
  readers: 1,
};

const instance = (props: Partial<DatabaseInstanceProps> = {}) =>
  synthesizeConstruct((stack) => new DatabaseInstance(stack, "database", { ...INSTANCE, ...props }));
const cluster = (props: Partial<AuroraClusterProps> = {}) =>
  synthesizeConstruct((stack) => new AuroraCluster(stack, "database", { ...CLUSTER, ...props }));

/** The four engines, each with the resource that holds its data and the one that holds its parameters. */
const ENGINES = [
  ["postgres", instance(), "aws_db_instance", "aws_db_parameter_group"],
  ["mysql", instance({ engine: "mysql", version: "8.4" }), "aws_db_instance", "aws_db_parameter_group"],
  ["aurora-postgresql", cluster(), "aws_rds_cluster", "aws_rds_cluster_parameter_group"],
  [
    "aurora-mysql",
    cluster({ engine: "aurora-mysql", version: "8.0" }),
    "aws_rds_cluster",
    "aws_rds_cluster_parameter_group",
  ],
] as const;

describe.each(ENGINES)("D1: a database of engine %s", (engine, stack, type, parameterGroup) => {
  it("D3: is encrypted, protected, backed up and reached with IAM", () => {
    const key = stack.reference("aws_kms_key", "database/foundation/key", "arn");

    expect(stack.one(type)).toMatchObject({
      engine,
      storage_encrypted: true,
      kms_key_id: key,
      backup_retention_period: 7,
      copy_tags_to_snapshot: true,
      iam_database_authentication_enabled: true,
      deletion_protection: true,
      delete_automated_backups: false,
      skip_final_snapshot: false,
      vpc_security_group_ids: ["sg-database"],
      lifecycle: { prevent_destroy: true },
    });
  });

  it("D3: leaves a final snapshot whose name is decided once, at creation", () => {
    const database = stack.one(type);

    expect(database["final_snapshot_identifier"]).toMatch(
      /^webapp-test-\$\{formatdate\("YYYYMMDDhhmmss", timestamp\(\)\)\}$/,
    );
    expect(database["lifecycle"]).toMatchObject({
      ignore_changes: expect.arrayContaining([
        "final_snapshot_identifier",
        "snapshot_identifier",
      ]) as string[],
    });
  });

  it("D5: is created with a password that is in no plan and no state", () => {
    const prefix = engine.startsWith("aurora") ? "master_" : "";

    expect(stack.one(type)).toMatchObject({
      [engine.startsWith("aurora") ? "master_username" : "username"]: "dbadmin",
      [`${prefix}password_wo`]: "${ephemeral.password}",
      [`${prefix}password_wo_version`]: 1,
    });
    expect(stack.text).not.toMatch(/"(master_)?password"/);
  });

  it("has the name of a last snapshot in its state, whether one is taken or not", () => {
    const without = engine.startsWith("aurora")
      ? cluster({
          finalSnapshot: false,
          engine: engine as "aurora-mysql",
          version: engine === "aurora-mysql" ? "8.0" : "17",
        })
      : instance({
          finalSnapshot: false,
          engine: engine as "mysql",
          version: engine === "mysql" ? "8.4" : "17",
        });

    expect(without.one(type)).toMatchObject({
      skip_final_snapshot: true,
      final_snapshot_identifier: stack.one(type)["final_snapshot_identifier"],
    });
  });

  it("D3: refuses connections without TLS", () => {
    const parameters = stack.one(parameterGroup)["parameter"] as { name: string; value: string }[];
    const expected = {
      postgres: { name: "rds.force_ssl", value: "1" },
      "aurora-postgresql": { name: "rds.force_ssl", value: "1" },
      mysql: { name: "require_secure_transport", value: "1" },
      "aurora-mysql": { name: "require_secure_transport", value: "ON" },
    }[engine];

    expect(parameters).toContainEqual({ ...expected, apply_method: "pending-reboot" });
  });

  it("M1/D3: writes its logs into groups that exist before it, with retention and key", () => {
    const database = stack.one(type);
    const exported = database["enabled_cloudwatch_logs_exports"] as string[];
    const kind = engine.startsWith("aurora") ? "cluster" : "instance";
    const groups = stack
      .all("aws_cloudwatch_log_group")
      .map(({ name, retention_in_days, kms_key_id }) => [name, retention_in_days, kms_key_id]);

    expect(groups).toEqual(exported.map((log) => [`/aws/rds/${kind}/webapp-test/${log}`, 90, "log-key"]));
    for (const log of exported) {
      const path = `database/foundation/log-${log}`;
      expect(database["depends_on"]).toContain(stack.address("aws_cloudwatch_log_group", path));
    }
  });

  it("D3: records performance and the operating system's metrics on every machine", () => {
    const machines = stack.all(engine.startsWith("aurora") ? "aws_rds_cluster_instance" : "aws_db_instance");

    expect(machines.length).toBeGreaterThan(0);
    for (const machine of machines) {
      expect(machine).toMatchObject({
        publicly_accessible: false,
        auto_minor_version_upgrade: true,
        monitoring_interval: 60,
        monitoring_role_arn: stack.reference("aws_iam_role", "database/foundation/monitoring-role", "arn"),
        performance_insights_enabled: true,
        performance_insights_retention_period: 7,
        performance_insights_kms_key_id: stack.reference("aws_kms_key", undefined, "arn"),
      });
    }
  });

  it("S2: monitors with a role for one log group of this database", () => {
    const logs = "arn:aws:logs:us-east-1:111111111111:log-group:RDSOSMetrics";

    expect(permissions(stack.one("aws_iam_role_policy")["policy"])).toEqual([
      `Allow logs:CreateLogGroup ${logs}:*`,
      `Allow logs:CreateLogStream ${logs}:*`,
      `Allow logs:DescribeLogStreams ${logs}:*`,
      `Allow logs:GetLogEvents ${logs}:*`,
      `Allow logs:PutLogEvents ${logs}:*`,
      `Allow logs:PutRetentionPolicy ${logs}:*`,
    ]);
    expect(statements(stack.one("aws_iam_role")["assume_role_policy"])[0]?.Condition).toEqual({
      StringEquals: { "aws:SourceAccount": "111111111111" },
      ArnLike: { "aws:SourceArn": "arn:aws:rds:us-east-1:111111111111:db:webapp-test*" },
    });
  });

  it("D2: is placed in private subnets only", () => {
    expect(stack.one("aws_db_subnet_group")["subnet_ids"]).toEqual(NETWORK.privateSubnetIds);
  });
});

describe("a database instance", () => {
  it("D3/D4/A5: has a standby, and storage that grows up to its bound", () => {
    expect(instance().one("aws_db_instance")).toMatchObject({
      multi_az: true,
      storage_type: "gp3",
      allocated_storage: 20,
      max_allocated_storage: 100,
      instance_class: "db.t4g.medium",
      backup_window: "03:00-04:00",
      maintenance_window: "sun:05:00-sun:06:00",
    });
  });

  it("A5: does not grow without a bound", () => {
    const stack = instance({ storage: { type: "gp2", sizeGiB: 20 } });

    expect(stack.one("aws_db_instance")).not.toHaveProperty("max_allocated_storage");
  });

  it("D3: can be made from a snapshot, and leave none", () => {
    const stack = instance({ restoreFromSnapshot: "before-the-accident", finalSnapshot: false });

    expect(stack.one("aws_db_instance")).toMatchObject({
      snapshot_identifier: "before-the-accident",
      skip_final_snapshot: true,
    });
  });

  it("D3: keeps the key of the snapshot it was made from, which Terraform would replace it for", () => {
    const ignored = (stack: SynthesizedStack, type: string) =>
      (stack.one(type)["lifecycle"] as { ignore_changes: string[] }).ignore_changes;

    expect(ignored(instance({ restoreFromSnapshot: "before" }), "aws_db_instance")).toContain("kms_key_id");
    // The snapshot's name may go from the configuration, the key may not come back.
    expect(ignored(instance({}), "aws_db_instance")).toContain("kms_key_id");
    // A cluster takes the key that it is given when it is restored.
    expect(ignored(cluster({ restoreFromSnapshot: "before" }), "aws_rds_cluster")).not.toContain(
      "kms_key_id",
    );
  });

  it("D3: switches monitoring and Performance Insights off, role included", () => {
    const stack = instance({ monitoringIntervalSeconds: 0, performanceInsightsDays: 0 });

    expect(stack.one("aws_db_instance")).toMatchObject({
      monitoring_interval: 0,
      performance_insights_enabled: false,
    });
    expect(stack.all("aws_iam_role")).toEqual([]);
  });

  it("D4: sets the parameters of the configuration over the engine's, in the family of its version", () => {
    const stack = instance({
      version: "16.4",
      parameters: { max_connections: "200", log_min_duration_statement: "50" },
    });

    expect(stack.one("aws_db_parameter_group")).toMatchObject({
      family: "postgres16",
      name_prefix: "webapp-test-",
      lifecycle: { create_before_destroy: true },
      parameter: [
        { name: "log_min_duration_statement", value: "50", apply_method: "pending-reboot" },
        { name: "log_statement", value: "ddl", apply_method: "pending-reboot" },
        { name: "max_connections", value: "200", apply_method: "pending-reboot" },
        { name: "rds.force_ssl", value: "1", apply_method: "pending-reboot" },
      ],
    });
  });

  it("D2: lets in the security groups it is told to, on its engine's port", () => {
    const stack = synthesizeConstruct((scope) => {
      const database = new DatabaseInstance(scope, "database", {
        ...INSTANCE,
        engine: "mysql",
        version: "8.4",
      });
      database.allowFrom("from-tasks", "sg-tasks");
    });

    expect(stack.one("aws_vpc_security_group_ingress_rule")).toMatchObject({
      security_group_id: "sg-database",
      referenced_security_group_id: "sg-tasks",
      from_port: 3306,
      to_port: 3306,
    });
    expect(stack.one("aws_vpc_security_group_egress_rule")).toMatchObject({
      security_group_id: "sg-tasks",
      referenced_security_group_id: "sg-database",
    });
  });
});

describe("an Aurora cluster", () => {
  it("D3: has a writer and as many readers as asked for", () => {
    const stack = cluster({ readers: 2 });

    expect(stack.all("aws_rds_cluster_instance").map(({ identifier }) => identifier)).toEqual([
      "webapp-test-0",
      "webapp-test-1",
      "webapp-test-2",
    ]);
  });

  it("scales its capacity where it is serverless", () => {
    const stack = cluster({ instanceClass: "db.serverless", serverless: { minAcu: 0.5, maxAcu: 4 } });

    expect(stack.one("aws_rds_cluster")["serverlessv2_scaling_configuration"]).toEqual({
      min_capacity: 0.5,
      max_capacity: 4,
    });
  });

  it("A5: adds readers by the CPU use of those it has", () => {
    const stack = cluster({ readers: 2, readerScaling: { max: 5, cpuPercent: 60 } });
    // Application Auto Scaling names the readers that it adds.
    const trust = (one: SynthesizedStack) =>
      statements(one.one("aws_iam_role")["assume_role_policy"])[0]?.Condition?.["ArnLike"];
    const at = "arn:aws:rds:us-east-1:111111111111:db";
    expect(trust(stack)).toEqual({
      "aws:SourceArn": [`${at}:webapp-test*`, `${at}:application-autoscaling-*`],
    });
    expect(trust(cluster({ readers: 2 }))).toEqual({ "aws:SourceArn": `${at}:webapp-test*` });

    expect(stack.one("aws_appautoscaling_target")).toMatchObject({
      resource_id: `cluster:${stack.reference("aws_rds_cluster", "database", "cluster_identifier")}`,
      scalable_dimension: "rds:cluster:ReadReplicaCount",
      min_capacity: 2,
      max_capacity: 5,
    });
    expect(stack.one("aws_appautoscaling_policy")).toMatchObject({
      target_tracking_scaling_policy_configuration: {
        target_value: 60,
        predefined_metric_specification: { predefined_metric_type: "RDSReaderAverageCPUUtilization" },
      },
    });
  });

  it("tells readers from writers only where there are any", () => {
    const endpoints: (string | undefined)[] = [];
    synthesizeConstruct((stack) => {
      for (const readers of [0, 1]) {
        const at = { ...AT, prefix: `webapp-${readers}` };
        endpoints.push(new AuroraCluster(stack, `db-${readers}`, { ...CLUSTER, at, readers }).readerEndpoint);
      }
    });

    expect(endpoints).toEqual([undefined, expect.stringContaining("TOKEN")]);
  });
});

const LOGINS = [
  { arn: "application", name: "database", keyArn: "secrets-key" },
  { arn: "master", name: "database-master", keyArn: "secrets-key" },
];

describe("D6: RDS Proxy", () => {
  const stack = synthesizeConstruct((scope) => {
    const database = new AuroraCluster(scope, "database", CLUSTER);
    const proxy = new DatabaseProxy(scope, "proxy", { ...COMMON, database, logins: LOGINS });
    proxy.allowFrom("from-tasks", "sg-tasks");
  });

  it("insists on TLS and is placed in private subnets", () => {
    expect(stack.one("aws_db_proxy")).toMatchObject({
      engine_family: "POSTGRESQL",
      require_tls: true,
      vpc_subnet_ids: NETWORK.privateSubnetIds,
    });
    expect(stack.one("aws_db_proxy_target")).toMatchObject({
      db_cluster_identifier: stack.reference("aws_rds_cluster", "database", "cluster_identifier"),
    });
    expect(stack.one("aws_db_proxy_endpoint")).toMatchObject({ target_role: "READ_ONLY" });
  });

  it("D6: sets sessions up itself: a client that does keeps its connection for itself", () => {
    const query = (text: string) => ({ max_connections_percent: 90, init_query: text });
    expect(stack.one("aws_db_proxy_default_target_group")["connection_pool_config"]).toEqual(
      query("SET statement_timeout = 4950"),
    );
    const mysql = synthesizeConstruct((scope) => {
      const database = new DatabaseInstance(scope, "database", {
        ...INSTANCE,
        engine: "mysql",
        version: "8.4",
      });
      new DatabaseProxy(scope, "proxy", { ...COMMON, database, logins: LOGINS });
    });
    expect(mysql.one("aws_db_proxy_default_target_group")["connection_pool_config"]).toEqual(
      query("SET transaction_isolation = 'READ-COMMITTED', time_zone = '+00:00', max_execution_time = 4950"),
    );
    expect(mysql.one("aws_db_proxy_target")["depends_on"]).toEqual([mysql.address("aws_db_instance")]);
  });

  it("D6: gets the database once its instances exist, and readers to lead to", () => {
    const instances = [0, 1].map((index) =>
      stack.address("aws_rds_cluster_instance", `database/instance-${index}`),
    );
    expect(stack.one("aws_db_proxy_target")["depends_on"]).toEqual(instances);
    expect(stack.one("aws_db_proxy_endpoint")["depends_on"]).toEqual(instances);
  });

  it("M1: writes its log into a group that exists before it, with retention and key", () => {
    expect(stack.one("aws_cloudwatch_log_group", "proxy/log")).toMatchObject({
      name: "/aws/rds/proxy/webapp-test-proxy",
      retention_in_days: 90,
      kms_key_id: "log-key",
    });
    expect(stack.one("aws_db_proxy")["depends_on"]).toContain(
      stack.address("aws_cloudwatch_log_group", "proxy/log"),
    );
  });

  it("S2: lets both users in, whose secrets it may read and decrypt through Secrets Manager, and nothing else", () => {
    expect(stack.one("aws_db_proxy")["auth"]).toEqual(
      ["application", "master"].map((secret) => ({
        auth_scheme: "SECRETS",
        iam_auth: "DISABLED",
        secret_arn: secret,
      })),
    );
    expect(permissions(stack.one("aws_iam_role_policy", "proxy/role/policy")["policy"])).toEqual([
      "Allow kms:Decrypt secrets-key",
      "Allow secretsmanager:GetSecretValue application",
      "Allow secretsmanager:GetSecretValue master",
    ]);
  });

  it("S1: stands between tasks and database", () => {
    const proxy = stack.reference("aws_security_group", "proxy/security-group");
    const admitted = stack
      .all("aws_vpc_security_group_ingress_rule")
      .map((rule) => [rule["referenced_security_group_id"], rule["security_group_id"], rule["from_port"]]);

    expect(admitted).toEqual([
      [proxy, "sg-database", 5432],
      ["sg-tasks", proxy, 5432],
    ]);
  });
});

describe("the parameter group family of a version", () => {
  it.each([
    ["postgres", "17", "postgres17"],
    ["postgres", "14.12", "postgres14"],
    ["mysql", "8.4.5", "mysql8.4"],
    ["aurora-postgresql", "16", "aurora-postgresql16"],
    ["aurora-mysql", "8.0.mysql_aurora.3.08.2", "aurora-mysql8.0"],
  ] as const)("D4: of %s %s is %s", (engine, version, expected) => {
    expect(family(engine, version)).toBe(expected);
  });

  it("D4: is not guessed", () => {
    expect(() => family("postgres", "170")).toThrow(
      "postgres: given version 170; allowed are 14, 15, 16, 17 and their minors",
    );
  });
});
