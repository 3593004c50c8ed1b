import { describe, expect, it } from "vitest";
import { permissions, statements } from "../../tools/testing/policy";
import { AT, synthesizeConstruct } from "../../tools/testing/synthesize";
import { RedisCache, type RedisCacheProps } from "./redis-cache";

const PROPS: RedisCacheProps = {
  at: AT,
  network: { vpcId: "vpc-1", publicSubnetIds: ["public-1"], privateSubnetIds: ["private-1", "private-2"] },
  securityGroupId: "sg-cache",
  version: "7.1",
  nodeType: "cache.t3.micro",
  nodes: 2,
  parameters: { "maxmemory-policy": "allkeys-lru" },
  snapshotRetentionDays: 7,
  snapshotWindow: "03:00-04:00",
  maintenanceWindow: "sun:05:00-sun:06:00",
  applyImmediately: false,
  tokenRotationDays: 30,
  deletionProtection: true,
  logKeyArn: "log-key",
  logRetentionDays: 90,
};
const cache = (props: Partial<RedisCacheProps> = {}) =>
  synthesizeConstruct((stack) => {
    const made = new RedisCache(stack, "cache", { ...PROPS, ...props });
    made.allowFrom("from-tasks", "sg-tasks");
  });

describe("the cache", () => {
  it.each([1, 2, 3])("R1: with %i node(s) is encrypted at rest and in transit", (nodes) => {
    const stack = cache({ nodes });

    expect(stack.one("aws_elasticache_replication_group")).toMatchObject({
      replication_group_id: "webapp-test",
      engine: "redis",
      engine_version: "7.1",
      num_cache_clusters: nodes,
      at_rest_encryption_enabled: "true",
      kms_key_id: stack.reference("aws_kms_key", "cache/key", "arn"),
      transit_encryption_enabled: true,
      transit_encryption_mode: "required",
      security_group_ids: ["sg-cache"],
    });
  });

  it.each([
    [1, false],
    [2, true],
  ])("R1: with %i node(s) fails over to another zone: %s", (nodes, failover) => {
    expect(cache({ nodes }).one("aws_elasticache_replication_group")).toMatchObject({
      automatic_failover_enabled: failover,
      multi_az_enabled: failover,
    });
  });

  it("R1: has snapshots, a maintenance window, parameters and private subnets", () => {
    const stack = cache();

    expect(stack.one("aws_elasticache_replication_group")).toMatchObject({
      snapshot_retention_limit: 7,
      snapshot_window: "03:00-04:00",
      maintenance_window: "sun:05:00-sun:06:00",
      parameter_group_name: stack.reference("aws_elasticache_parameter_group", undefined, "name"),
      lifecycle: { prevent_destroy: true },
    });
    expect(stack.one("aws_elasticache_parameter_group")).toMatchObject({
      family: "redis7",
      parameter: [{ name: "maxmemory-policy", value: "allkeys-lru" }],
    });
    expect(stack.one("aws_elasticache_subnet_group")["subnet_ids"]).toEqual(["private-1", "private-2"]);
  });

  it("M1: delivers its slow log to an encrypted log group with retention", () => {
    const stack = cache();
    const log = stack.one("aws_cloudwatch_log_group", "cache/slow-log");

    expect(log).toMatchObject({ retention_in_days: 90, kms_key_id: "log-key" });
    expect(stack.one("aws_elasticache_replication_group")["log_delivery_configuration"]).toEqual([
      expect.objectContaining({
        log_type: "slow-log",
        destination: stack.reference("aws_cloudwatch_log_group", "cache/slow-log", "name"),
      }),
    ]);
  });

  it("R1: is reached by the security groups it is told to, on its port only", () => {
    expect(cache().one("aws_vpc_security_group_ingress_rule")).toMatchObject({
      security_group_id: "sg-cache",
      referenced_security_group_id: "sg-tasks",
      from_port: 6379,
      to_port: 6379,
    });
  });

  it("keeps its name within ElastiCache's 40 characters", () => {
    const at = { ...AT, prefix: "a-very-long-project-name-of-an-environment" };
    const name = String(cache({ at }).one("aws_elasticache_replication_group")["replication_group_id"]);

    expect(name.length).toBeLessThanOrEqual(40);
    expect(name).toMatch(/^[a-z][a-z0-9-]*[a-z0-9]$/);
  });
});

describe("D5/R1: the auth token", () => {
  const stack = cache();

  it("is nowhere in what is synthesized: it is random, write-only, and put on the group by rotation", () => {
    expect(stack.text).not.toMatch(/"auth_token"/);
    expect(stack.text).not.toMatch(/"secret_string"/);
    expect(stack.one("aws_secretsmanager_secret_version")).toMatchObject({
      secret_string_wo:
        "${ephemeral.aws_secretsmanager_random_password.cache_auth_token_secret_value.random_password}",
      secret_string_wo_version: 1,
    });
    expect(JSON.parse(stack.text)).toMatchObject({
      ephemeral: {
        aws_secretsmanager_random_password: {
          cache_auth_token_secret_value: { password_length: 64, exclude_punctuation: true },
        },
      },
    });
  });

  it("is put on the group with the deployment that makes it, and then rotated regularly", () => {
    expect(stack.one("aws_lambda_invocation")).toMatchObject({
      function_name: "webapp-test-rotate-cache-token",
      depends_on: [
        stack.address("aws_secretsmanager_secret_rotation"),
        stack.address("aws_elasticache_replication_group", "cache"),
      ],
      lifecycle: {
        replace_triggered_by: [`${stack.address("aws_elasticache_replication_group", "cache")}.arn`],
      },
    });
    expect(stack.one("aws_secretsmanager_secret_rotation")).toMatchObject({
      rotate_immediately: false,
      rotation_rules: { automatically_after_days: 30 },
      rotation_lambda_arn: stack.reference("aws_lambda_function", undefined, "arn"),
      depends_on: expect.arrayContaining([
        stack.address("aws_secretsmanager_secret_version"),
        stack.address("aws_lambda_permission"),
      ]) as unknown,
    });
  });

  it("S2: is rotated by a function that may change this token of this group only", () => {
    const logs = "arn:aws:logs:us-east-1:111111111111:log-group:/aws/lambda/webapp-test-rotate-cache-token";
    const group = stack.reference("aws_elasticache_replication_group", "cache", "arn");
    const secret = stack.reference("aws_secretsmanager_secret", undefined, "arn");
    const key = stack.reference("aws_kms_key", undefined, "arn");

    expect(permissions(stack.one("aws_iam_role_policy")["policy"])).toEqual(
      [
        `Allow elasticache:DescribeReplicationGroups ${group}`,
        `Allow elasticache:ModifyReplicationGroup ${group}`,
        `Allow kms:Decrypt ${key}`,
        `Allow kms:GenerateDataKey ${key}`,
        `Allow logs:CreateLogStream ${logs}:*`,
        `Allow logs:PutLogEvents ${logs}:*`,
        `Allow secretsmanager:DescribeSecret ${secret}`,
        `Allow secretsmanager:GetRandomPassword *`,
        `Allow secretsmanager:GetSecretValue ${secret}`,
        `Allow secretsmanager:PutSecretValue ${secret}`,
        `Allow secretsmanager:RotateSecret ${secret}`,
        `Allow secretsmanager:UpdateSecretVersionStage ${secret}`,
        "Allow lambda:InvokeFunction arn:aws:lambda:us-east-1:111111111111:function:webapp-test-rotate-cache-token",
      ].sort(),
    );
    expect(statements(stack.one("aws_iam_role")["assume_role_policy"])[0]).toMatchObject({
      Principal: { Service: "lambda.amazonaws.com" },
    });
    expect(stack.one("aws_lambda_permission")).toMatchObject({
      principal: "secretsmanager.amazonaws.com",
      source_arn: secret,
    });
  });

  it("S5/M1: is rotated by a function with an encrypted environment and a log with retention", () => {
    expect(stack.one("aws_lambda_function")).toMatchObject({
      runtime: "nodejs22.x",
      filename: "${path.module}/functions/rotate-secret.zip",
      timeout: 900,
      kms_key_arn: stack.reference("aws_kms_key", undefined, "arn"),
      environment: { variables: { KIND: "cache-token", REPLICATION_GROUP_ID: "webapp-test" } },
      depends_on: [stack.address("aws_iam_role_policy")],
    });
    expect(stack.one("aws_cloudwatch_log_group", "cache/auth-token/rotation/rotate/log")).toMatchObject({
      retention_in_days: 90,
      kms_key_id: "log-key",
    });
  });

  it.each([
    [true, 30],
    [false, 0],
  ])("can be restored after deletion where data is protected: %s", (deletionProtection, days) => {
    const made = cache({ deletionProtection });

    expect(made.one("aws_secretsmanager_secret")["recovery_window_in_days"]).toBe(days);
  });
});
