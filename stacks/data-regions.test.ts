import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../environments/config/schema";
import { container, variables } from "../tools/testing/containers";
import { permissions } from "../tools/testing/policy";
import { problemsOf } from "../tools/testing/problems";
import { MINIMAL, synthesize, type SynthesizedStacks } from "../tools/testing/synthesize";
import type { SynthesizedStack } from "../tools/testing/synthesized-stack";

const EAST = "us-east-1";
const WEST = "us-west-2";
const TWO = { ...MINIMAL, regions: [{ name: EAST }, { name: WEST }] } satisfies EnvironmentInput;
type Database = NonNullable<EnvironmentInput["database"]>;
const AURORA: Database = { engine: "aurora-postgresql" };
const INSTANCE: Database = { engine: "postgres" };

const inTwo = (database: Database, rest: Partial<EnvironmentInput> = {}) =>
  synthesize({ test: { ...TWO, ...rest, database } });
const data = (stacks: SynthesizedStacks, region: string) => stacks.get(`test-${region}-data`);

const aurora = inTwo(AURORA, { backup: {}, cache: {}, secrets: { API_KEY: {} } });
const instance = inTwo(INSTANCE);

/** What replication adds to the settings of a database, and what is ignored of it. */
const CREDENTIALS = [
  "manage_master_user_password",
  "master_username",
  "username",
  "database_name",
  "db_name",
];

describe("a database in two regions", () => {
  it("X2: is by default one Aurora global database that begins in the first region", () => {
    const east = data(aurora, EAST);
    const west = data(aurora, WEST);

    expect(east.one("aws_rds_global_cluster")).toMatchObject({
      global_cluster_identifier: east.reference("aws_rds_cluster", "database", "cluster_identifier"),
      source_db_cluster_identifier: east.reference("aws_rds_cluster", "database", "arn"),
      deletion_protection: true,
      depends_on: [
        east.address("aws_rds_cluster_instance", "database/instance-0"),
        east.address("aws_rds_cluster_instance", "database/instance-1"),
      ],
    });
    expect(west.types).not.toContain("aws_rds_global_cluster");
    expect(west.one("aws_rds_cluster")).toMatchObject({
      global_cluster_identifier: "webapp-test",
      kms_key_id: west.reference("aws_kms_key", "database/foundation/key", "arn"),
    });
    for (const attribute of CREDENTIALS) expect(west.one("aws_rds_cluster")).not.toHaveProperty([attribute]);
  });

  it("X2: is an instance and its cross-region replica, encrypted with a key of the replica's region", () => {
    const west = data(instance, WEST);

    expect(data(instance, EAST).one("aws_db_instance")).toMatchObject({
      username: "dbadmin",
      db_name: "webapp",
    });
    expect(data(instance, EAST).one("aws_db_instance")).not.toHaveProperty("replicate_source_db");
    expect(west.one("aws_db_instance")).toMatchObject({
      replicate_source_db: "arn:aws:rds:us-east-1:111111111111:db:webapp-test",
      storage_encrypted: true,
      kms_key_id: west.reference("aws_kms_key", "database/foundation/key", "arn"),
      backup_retention_period: 7,
      skip_final_snapshot: true,
    });
    for (const attribute of [...CREDENTIALS, "allocated_storage", "password_wo"])
      expect(west.one("aws_db_instance")).not.toHaveProperty([attribute]);
  });

  it.each([
    ["aurora", aurora, "aws_rds_cluster", ["global_cluster_identifier", "replication_source_identifier"]],
    ["an instance", instance, "aws_db_instance", ["replicate_source_db"]],
  ] as const)("X2: %s is left to follow whom a failover made it follow", (_, stacks, type, attributes) => {
    for (const region of [EAST, WEST]) {
      const { ignore_changes } = data(stacks, region).one(type)["lifecycle"] as { ignore_changes: string[] };
      expect(ignore_changes).toEqual(expect.arrayContaining([...attributes]));
    }
  });

  it("X2: is a database of its own in each where that is asked for", () => {
    const stacks = inTwo({ ...AURORA, replication: "independent" });
    for (const region of [EAST, WEST]) {
      expect(data(stacks, region).types).not.toContain("aws_rds_global_cluster");
      expect(data(stacks, region).one("aws_rds_cluster")).toMatchObject({
        cluster_identifier: region === EAST ? "webapp-test" : "webapp-test-us-west-2",
        master_username: "dbadmin",
      });
      for (const name of ["database", "database-master"]) {
        expect(data(stacks, region).one("aws_secretsmanager_secret", `secret-${name}`)).not.toHaveProperty(
          "replica",
        );
      }
    }
  });

  it("X2: has the users, secrets and rotations that it had in one region: what runs goes on, and finds the way back", () => {
    const before = data(synthesize({ test: { ...MINIMAL, database: AURORA } }), EAST);
    const after = data(inTwo(AURORA), EAST);
    const names = (stack: SynthesizedStack, type: string) =>
      stack.all(type).map(({ name, secret_id }) => name ?? secret_id);

    for (const type of ["aws_secretsmanager_secret", "aws_secretsmanager_secret_rotation"]) {
      expect(names(after, type)).toEqual(names(before, type));
      expect(names(after, type)).toHaveLength(2);
    }
    for (const attribute of [
      "cluster_identifier",
      "master_username",
      "master_password_wo",
      "master_password_wo_version",
    ])
      expect(after.one("aws_rds_cluster")[attribute]).toEqual(before.one("aws_rds_cluster")[attribute]);
  });

  it("has names that AWS takes in one global database, and the version of the first region's cluster", () => {
    const west = data(aurora, WEST);
    expect(data(aurora, EAST).one("aws_rds_cluster")["cluster_identifier"]).toBe("webapp-test");
    expect(west.one("aws_rds_cluster")).toMatchObject({
      cluster_identifier: "webapp-test-us-west-2",
      engine_version: expect.stringContaining("engine_version_actual") as string,
      lifecycle: { ignore_changes: expect.arrayContaining(["engine_version"]) as unknown },
    });
    expect(data(instance, WEST).one("aws_db_instance")).not.toHaveProperty("engine_version");
    for (const member of west.all("aws_rds_cluster_instance"))
      expect(member).not.toHaveProperty("engine_version");
  });

  it("has readers that are scaled where writes go: AWS scales no cluster that follows another", () => {
    const scaled = { ...AURORA, readerScaling: { max: 3 } } satisfies Database;
    const targets = (stacks: SynthesizedStacks) =>
      [EAST, WEST].map((region) => data(stacks, region).all("aws_appautoscaling_target").length);

    expect(targets(inTwo(scaled))).toEqual([1, 0]);
    expect(targets(inTwo({ ...scaled, primaryRegion: WEST }))).toEqual([0, 1]);
    const [east] = [data(inTwo(scaled), EAST)];
    expect(east.one("aws_appautoscaling_target")["depends_on"]).toEqual([
      east.address("aws_rds_cluster_instance", "database/instance-0"),
      east.address("aws_rds_cluster_instance", "database/instance-1"),
    ]);
  });

  it("X2: has endpoints that reads can go to in both regions", () => {
    for (const region of [EAST, WEST]) {
      const told = variables(container(aurora.get(`test-${region}-service`), "web"));
      expect(told["DB_READER_HOST"]).toContain("reader_endpoint");
    }
  });
});

describe("after a failover", () => {
  const flipped = (database: Database) => inTwo({ ...database, primaryRegion: WEST }, { backup: {} });

  it.each([
    ["aurora", AURORA, "aws_rds_cluster"],
    ["an instance", INSTANCE, "aws_db_instance"],
  ] as const)("X2: what Terraform could make %s anew for stays as it is", (_, database, type) => {
    const before = inTwo(database, { backup: {} });
    const after = flipped(database);
    // Whether a last snapshot is taken is a matter of the role; nothing else of the promoted one is.
    const settings = (stacks: SynthesizedStacks) => ({
      ...data(stacks, WEST).one(type),
      skip_final_snapshot: undefined,
    });
    expect({ ...settings(after), replicate_source_db: undefined }).toEqual({
      ...settings(before),
      replicate_source_db: undefined,
    });
    const { ignore_changes } = data(after, EAST).one(type)["lifecycle"] as { ignore_changes: string[] };
    expect(ignore_changes).toContain(
      type === "aws_db_instance" ? "password_wo_version" : "master_password_wo_version",
    );
  });

  it("X2: an instance that is made anew in the first region follows the promoted one", () => {
    expect(data(flipped(INSTANCE), EAST).one("aws_db_instance")).toMatchObject({
      replicate_source_db: "arn:aws:rds:us-west-2:111111111111:db:webapp-test-us-west-2",
    });
  });

  it("D7: the database is backed up where it takes writes, and copied to the other region's vault", () => {
    const plans = (stacks: SynthesizedStacks) =>
      [EAST, WEST].map((region) => data(stacks, region).all("aws_backup_plan").length);

    expect(plans(aurora)).toEqual([1, 0]);
    expect(plans(flipped(AURORA))).toEqual([0, 1]);
    for (const region of [EAST, WEST])
      expect(data(aurora, region).one("aws_backup_vault")).toMatchObject({ name: "webapp-test-backup" });
  });

  it("E3: requests follow the database", () => {
    const records = (
      database: Database,
      healthCheck: object = { path: "/readyz", writerPath: "/readyz/writes" },
    ) => {
      const stacks = inTwo(database, { domain: { name: "app.example.com", healthCheck } });
      return [EAST, WEST].map((region) => {
        const service = stacks.get(`test-${region}-service`);
        const record = service.one("aws_route53_record", "records/app.example.com-A");
        const { type } = record["failover_routing_policy"] as { type: string };
        return `${type} ${String(service.one("aws_route53_health_check")["resource_path"])}`;
      });
    };

    expect(records(AURORA)).toEqual(["PRIMARY /readyz/writes", "SECONDARY /readyz"]);
    // The first region's check fails for as long as the database is in the second: nothing has to be deployed.
    expect(records({ ...AURORA, primaryRegion: WEST })).toEqual([
      "PRIMARY /readyz/writes",
      "SECONDARY /readyz",
    ]);
    expect(records({ ...AURORA, replication: "independent" })).toEqual([
      "PRIMARY /readyz",
      "SECONDARY /readyz",
    ]);
    expect(records({ ...AURORA, replication: "independent" }, {})).toEqual(["PRIMARY /", "SECONDARY /"]);
  });
});

describe("secrets in two regions", () => {
  const east = data(aurora, EAST);

  it("D5/X1: are made in the first one and copied to the other, under a key of its own", () => {
    expect(
      data(aurora, WEST)
        .all("aws_secretsmanager_secret")
        .map((one) => one["name"]),
    ).toEqual(["webapp-test/redis-auth-token"]);
    for (const name of ["database", "database-master", "session", "API_KEY"]) {
      expect(east.one("aws_secretsmanager_secret", `secret-${name}`)["replica"]).toEqual([
        { region: WEST, kms_key_id: east.reference("aws_kms_key", "secrets-us-west-2/key", "arn") },
      ]);
    }
    expect(east.one("aws_kms_key", "secrets-us-west-2/key")["provider"]).toBe("aws.us-west-2");
  });

  it("D5: hold user name and password of the database's two users, no longer than MySQL takes", () => {
    const value = (name: string) => {
      const { secret_string_wo } = east.one("aws_secretsmanager_secret_version", `secret-${name}/value`);
      return JSON.parse(String(secret_string_wo)) as Record<string, string>;
    };
    const [application, master] = [value("database"), value("database-master")];

    expect([application["username"], master["username"]]).toEqual(["app", "dbadmin"]);
    expect(application["password"]).not.toBe(master["password"]);
    expect(east.one("aws_rds_cluster")).toMatchObject({
      master_password_wo: master["password"],
      master_password_wo_version: 1,
    });
    for (const { password } of [application, master]) {
      const name = /^\$\{ephemeral\.aws_secretsmanager_random_password\.(\w+)\.random_password\}$/.exec(
        password ?? "",
      )?.[1];
      expect(east.text).toMatch(
        new RegExp(`"${name}": \\{\\s*"exclude_punctuation": true,\\s*"password_length": 40`),
      );
    }
  });

  it("D5: reach the tasks of each region as that region's copy", () => {
    const secrets = (region: string) =>
      JSON.stringify(
        (container(aurora.get(`test-${region}-service`), "web") as { secrets?: unknown }).secrets,
      );

    const copy = (name: string) => new RegExp(`test-us-west-2-data.*local.*secret-${name}`);

    expect(secrets(EAST)).not.toContain("us-west-2");
    for (const name of ["database", "session", "API_KEY"]) expect(secrets(WEST)).toMatch(copy(name));
    expect(data(aurora, WEST).text).toContain('\\":us-east-1:\\", \\":us-west-2:\\")}');
  });

  it("D5: the owner's password is rotated with the deployment, once the global database exists, then every week", () => {
    expect(east.one("aws_lambda_invocation", "database-password/master/now")["depends_on"]).toEqual(
      expect.arrayContaining([
        east.address("aws_rds_cluster", "database"),
        east.address("aws_rds_global_cluster", "global-database"),
        east.address("aws_rds_cluster_instance", "database/instance-1"),
        east.address("aws_secretsmanager_secret_rotation", "database-password/master/rotation"),
      ]),
    );
    for (const user of ["master", "application"]) {
      expect(
        east.one("aws_secretsmanager_secret_rotation", `database-password/${user}/rotation`),
      ).toMatchObject({
        rotate_immediately: false,
        rotation_rules: { automatically_after_days: 7 },
      });
    }
    expect(data(aurora, WEST).types).not.toContain("aws_lambda_invocation.database-password");
  });

  it("D5: passwords are set on whichever region takes writes: the owner's by RDS, the application's by signing in", () => {
    const policy = (user: string) =>
      permissions(
        east.one("aws_iam_role_policy", `database-password/${user}/rotate/role/policy`)["policy"],
      ).filter((line) => /rds:|lambda:/.test(line));
    const cluster = (region: string, action: string) =>
      `Allow rds:${action} arn:aws:rds:${region}:111111111111:cluster:webapp-test${region === EAST ? "" : `-${region}`}`;
    const setter = (region: string) =>
      `Allow lambda:InvokeFunction arn:aws:lambda:${region}:111111111111:function:webapp-test-set-postgres-password`;
    const world = "Allow rds:DescribeGlobalClusters arn:aws:rds::111111111111:global-cluster:webapp-test";

    expect(policy("master")).toEqual([
      "Allow lambda:InvokeFunction arn:aws:lambda:us-east-1:111111111111:function:webapp-test-rotate-master-password",
      cluster(EAST, "DescribeDBClusters"),
      cluster(WEST, "DescribeDBClusters"),
      world,
      cluster(EAST, "ModifyDBCluster"),
      cluster(WEST, "ModifyDBCluster"),
    ]);
    expect(policy("application")).toEqual([
      setter(EAST),
      setter(WEST),
      cluster(EAST, "DescribeDBClusters"),
      cluster(WEST, "DescribeDBClusters"),
      world,
    ]);
    for (const region of [EAST, WEST]) {
      const stack = data(aurora, region);
      const set = stack
        .all("aws_lambda_function")
        .find(({ function_name }) => String(function_name).includes("set-postgres"));
      expect(JSON.stringify(set)).toContain("vpc_config");
      expect(
        permissions(
          stack.one("aws_iam_role_policy", "password-setter/function/role/policy")["policy"],
        ).join(),
      ).not.toMatch(/secretsmanager|rds:|lambda:/);
    }
  });

  it("D5: the session keys are rotated once, for all regions", () => {
    expect(east.one("aws_secretsmanager_secret_rotation", "session-rotation/rotation")).toMatchObject({
      rotation_rules: { automatically_after_days: 90 },
    });
    expect(data(aurora, WEST).text).not.toContain("signing-keys");
  });

  it("are never written a second time: the version that Terraform made has a label that keeps it", () => {
    for (const version of east.all("aws_secretsmanager_secret_version")) {
      expect(version).toMatchObject({
        version_stages: ["AWSCURRENT", "FIRST"],
        lifecycle: { ignore_changes: ["version_stages"] },
      });
    }
  });
});

describe("O2: what is refused about several regions", () => {
  it.each([
    [
      "a primary region that is none of them",
      { ...AURORA, primaryRegion: "eu-west-1" },
      "primaryRegion: must be one of",
    ],
    [
      "one where databases are independent",
      { ...AURORA, replication: "independent", primaryRegion: WEST },
      "primaryRegion: must be absent",
    ],
    [
      "a class that no global database has",
      { ...AURORA, instanceClass: "db.t4g.medium" },
      "instanceClass: must not be a db.t class",
    ],
  ])("%s", (_, database, problem) => {
    expect(problemsOf({ ...TWO, database })).toEqual([expect.stringContaining(`database.${problem}`)]);
  });

  it("a primary region where there is one region", () => {
    expect(problemsOf({ database: { ...AURORA, primaryRegion: EAST } })).toEqual([
      expect.stringContaining("database.primaryRegion: must be absent"),
    ]);
  });
});
