import { describe, expect, it } from "vitest";
import { permissions, statements } from "../../tools/testing/policy";
import { AT, MINIMAL, synthesize, synthesizeConstruct } from "../../tools/testing/synthesize";
import { Canary } from "./canary";

const stack = synthesizeConstruct(
  (scope) =>
    new Canary(scope, "canary", {
      at: AT,
      url: "https://app.example.com",
      checks: [{ path: "/", status: 200, contains: "ready" }],
      everyMinutes: 1,
      runtime: "syn-nodejs-4.1",
      keyArn: "key",
      logKeyArn: "log-key",
      logRetentionDays: 731,
      forceDestroy: false,
    }),
);
const canary = stack.one("aws_synthetics_canary");
const bucket = stack.reference("aws_s3_bucket", undefined, "arn");

describe("the check of the public URL", () => {
  it("M6: runs at its interval, and is started", () => {
    expect(canary).toMatchObject({
      name: "webapp-test-web",
      runtime_version: "syn-nodejs-4.1",
      handler: "index.handler",
      schedule: { expression: "rate(1 minute)" },
      start_canary: true,
      delete_lambda: true,
      run_config: {
        environment_variables: {
          CHECKED_URL: "https://app.example.com",
          CHECKS: '[{"path":"/","status":200,"contains":"ready"}]',
        },
      },
    });
  });

  it("M6: is changed when its code is: the archive is named after its content", () => {
    expect(canary["zip_file"]).toMatch(/^\$\{path\.module\}\/functions\/check-url-[0-9a-f]{16}\.zip$/);
  });

  it("M6: keeps its runs encrypted, and as long as logs, but no longer than Synthetics does", () => {
    expect(canary).toMatchObject({
      artifact_config: { s3_encryption: { encryption_mode: "SSE_KMS", kms_key_arn: "key" } },
      success_retention_period: 455,
      failure_retention_period: 455,
    });
    expect(stack.one("aws_s3_bucket_server_side_encryption_configuration")["rule"]).toMatchObject([
      { apply_server_side_encryption_by_default: { kms_master_key_id: "key" } },
    ]);
  });

  it("S2: may keep runs, write its log and publish its result, and nothing else", () => {
    const logs = "arn:aws:logs:us-east-1:111111111111:log-group:/aws/lambda/cwsyn-webapp-test-web-*:*";
    expect(permissions(stack.one("aws_iam_role_policy")["policy"])).toEqual(
      [
        `Allow s3:GetObject ${bucket}/runs/*`,
        `Allow s3:PutObject ${bucket}/runs/*`,
        `Allow s3:GetBucketLocation ${bucket}`,
        "Allow s3:ListAllMyBuckets *",
        "Allow kms:Decrypt key",
        "Allow kms:GenerateDataKey key",
        `Allow logs:CreateLogStream ${logs}`,
        `Allow logs:PutLogEvents ${logs}`,
        "Allow cloudwatch:PutMetricData *",
      ].sort(),
    );
    const publish = statements(stack.one("aws_iam_role_policy")["policy"]).find(
      ({ Sid }) => Sid === "PublishResult",
    );
    expect(publish?.Condition).toEqual({ StringEquals: { "cloudwatch:namespace": "CloudWatchSynthetics" } });
  });

  it("M1: has a log group with retention and key, under the name that AWS gives its function", () => {
    expect(stack.one("aws_cloudwatch_log_group")).toMatchObject({
      name: `/aws/lambda/\${element(split(":", ${stack.address("aws_synthetics_canary")}.engine_arn), 6)}`,
      retention_in_days: 731,
      kms_key_id: "log-key",
    });
  });

  it("M6: is switched by the configuration, its alarm and its place on the dashboard with it", () => {
    const of = (enabled: boolean) =>
      synthesize({ test: { ...MINIMAL, monitoring: { canary: { enabled } } } })
        .get("test-us-east-1-service")
        .below("monitoring");
    expect(of(true).one("aws_cloudwatch_metric_alarm", "alarms/public-url")).toMatchObject({
      metric_name: "SuccessPercent",
      dimensions: { CanaryName: "webapp-test-web" },
      comparison_operator: "LessThanThreshold",
      threshold: 100,
      treat_missing_data: "breaching",
    });
    expect(of(true).text).toContain("seen from outside");
    expect(of(false).types).not.toContain("aws_synthetics_canary");
    expect(of(false).text).not.toMatch(/CloudWatchSynthetics|public-url/);
  });

  it("M6, M2: does not wake anybody where tasks are taken away at night, but does where nothing answers at all", () => {
    const schedules = [
      { name: "night", schedule: "cron(0 22 ? * * *)", min: 0, max: 0 },
      { name: "morning", schedule: "cron(0 6 ? * * *)" },
    ];
    const alarm = synthesize({
      test: {
        ...MINIMAL,
        services: { web: { route: {}, scaling: { schedules } } },
        monitoring: { canary: { enabled: true } },
      },
    })
      .get("test-us-east-1-service")
      .below("monitoring")
      .one("aws_cloudwatch_metric_alarm", "alarms/public-url");
    expect(alarm).toMatchObject({ threshold: 100, treat_missing_data: "breaching" });
    expect(alarm["metric_query"]).toContainEqual(
      expect.objectContaining({
        expression: "IF(FILL(asleep, 0) > 0, 100, FILL(success, 0))",
        return_data: true,
      }),
    );
    expect(alarm["metric_query"]).toContainEqual(
      expect.objectContaining({
        id: "asleep",
        metric: expect.objectContaining({ metric_name: "HTTPCode_ELB_503_Count", period: 300 }) as unknown,
      }),
    );
  });
});
