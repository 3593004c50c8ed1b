import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../environments/config/schema";
import { permissions, statements } from "../tools/testing/policy";
import { MINIMAL, synthesize } from "../tools/testing/synthesize";
import type { SynthesizedStack } from "../tools/testing/synthesized-stack";

const ID = "111111111111-baseline";
const baseline = (...inputs: Partial<EnvironmentInput>[]): SynthesizedStack =>
  synthesize(
    Object.fromEntries(inputs.map((input, index) => [`test${index}`, { ...MINIMAL, ...input }])),
  ).get(ID);

const two = baseline({ regions: [{ name: "us-east-1" }, { name: "us-west-2" }] });
const everything = baseline({
  baseline: {
    alerts: { emails: ["ops@example.com", "dev@example.com"] },
    trail: { insights: true, dataEvents: ["s3", "lambda"], forceDestroy: true, archiveDays: 400 },
    guardDuty: { fargateRuntime: true },
    accessAnalyzer: { unusedAccessDays: 90 },
  },
});
const nothing = baseline({
  baseline: {
    trail: { enabled: false },
    guardDuty: { enabled: false },
    securityHub: { enabled: false },
    accessAnalyzer: { enabled: false },
    passwordPolicy: false,
    ebsDefaults: false,
    cost: { anomalies: { enabled: false } },
  },
});

/** Where each resource of a type is created: the provider's alias, or `home`. */
const regionsOf = (stack: SynthesizedStack, type: string) =>
  stack.all(type).map(({ provider }) => (typeof provider === "string" ? provider : "home"));

describe("the baseline of an account", () => {
  it("S4: exists once for all environments of the account, in every region that one of them uses", () => {
    const stacks = synthesize({
      dev: MINIMAL,
      staging: { ...MINIMAL, regions: [{ name: "us-west-2" }], stateRegion: "us-east-1" },
    });
    expect(stacks.ids.filter((id) => id.endsWith("-baseline"))).toEqual([ID]);
    expect(regionsOf(stacks.get(ID), "aws_guardduty_detector")).toEqual(["home", "aws.us-west-2"]);
  });

  it("S4: is absent where the organization provides it", () => {
    const { ids } = synthesize({ test: { ...MINIMAL, baseline: { enabled: false } } });
    expect(ids.filter((id) => id.startsWith("1"))).toEqual(["111111111111-state"]);
  });

  it("S4: has what is regional in each region, and what is global once", () => {
    for (const type of [
      "aws_guardduty_detector",
      "aws_securityhub_account",
      "aws_accessanalyzer_analyzer",
      "aws_ebs_encryption_by_default",
      "aws_ebs_default_kms_key",
      "aws_ebs_snapshot_block_public_access",
      "aws_ec2_instance_metadata_defaults",
    ]) {
      expect(regionsOf(two, type), type).toEqual(["home", "aws.us-west-2"]);
    }
    for (const type of [
      "aws_cloudtrail",
      "aws_s3_account_public_access_block",
      "aws_iam_account_password_policy",
      "aws_sns_topic",
      "aws_securityhub_finding_aggregator",
    ]) {
      expect(regionsOf(two, type), type).toEqual(["home"]);
    }
  });

  it("P4: refuses another account in every region", () => {
    const providers = (JSON.parse(two.text) as { provider: { aws: Record<string, unknown>[] } }).provider.aws;
    expect(providers.map(({ region }) => region)).toEqual(["us-east-1", "us-west-2"]);
    for (const provider of providers) {
      expect(provider).toMatchObject({
        allowed_account_ids: ["111111111111"],
        default_tags: [{ tags: { Project: "webapp", ManagedBy: "cdktf" } }],
      });
    }
  });

  it("S4: leaves out what is switched off", () => {
    expect([...nothing.types].sort()).toEqual([
      "aws_ec2_instance_metadata_defaults",
      "aws_kms_alias",
      "aws_kms_key",
      "aws_s3_account_public_access_block",
      "aws_sns_topic",
      "aws_sns_topic_policy",
    ]);
  });
});

describe("the trail", () => {
  const trail = () => two.one("aws_cloudtrail");

  it("S4: covers all regions and global services, validates its files, and is encrypted", () => {
    expect(trail()).toMatchObject({
      name: "webapp-baseline-trail",
      is_multi_region_trail: true,
      include_global_service_events: true,
      enable_log_file_validation: true,
      kms_key_id: two.reference("aws_kms_key", "trail/key", "arn"),
      cloud_watch_logs_group_arn: `${two.reference("aws_cloudwatch_log_group", "trail/log-group", "arn")}:*`,
    });
    expect(two.one("aws_cloudwatch_log_group")).toMatchObject({
      retention_in_days: 90,
      kms_key_id: two.reference("aws_kms_key", "trail/key", "arn"),
    });
  });

  it("S4: has a log of who reads its log files, in another bucket that only this one's log gets into", () => {
    expect(two.one("aws_s3_bucket_logging")).toMatchObject({
      bucket: two.reference("aws_s3_bucket", "trail/bucket"),
      target_bucket: two.reference("aws_s3_bucket", "trail/access-log"),
      depends_on: [two.address("aws_s3_bucket_policy", "trail/access-log/policy")],
    });
    const [delivery] = statements(
      two.one("aws_s3_bucket_policy", "trail/access-log/policy")["policy"],
    ).filter(({ Effect }) => Effect === "Allow");
    expect(delivery).toMatchObject({
      Principal: { Service: "logging.s3.amazonaws.com" },
      Condition: {
        StringEquals: { "aws:SourceAccount": "111111111111" },
        ArnLike: { "aws:SourceArn": two.reference("aws_s3_bucket", "trail/bucket", "arn") },
      },
    });
  });

  it("S2: is the only trail that may write to the bucket, and only this account's events", () => {
    const arn = "arn:aws:cloudtrail:us-east-1:111111111111:trail/webapp-baseline-trail";
    const bucket = two.reference("aws_s3_bucket", "trail/bucket", "arn");
    const [, , check, write] = statements(two.one("aws_s3_bucket_policy", "trail/bucket/policy")["policy"]);
    expect(check).toMatchObject({
      Action: "s3:GetBucketAcl",
      Resource: bucket,
      Condition: { StringEquals: { "aws:SourceArn": arn } },
    });
    expect(write).toMatchObject({
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: `${bucket}/AWSLogs/111111111111/*`,
      Condition: { StringEquals: { "aws:SourceArn": arn, "s3:x-amz-acl": "bucket-owner-full-control" } },
    });
    expect(trail()["depends_on"]).toContain(two.address("aws_s3_bucket_policy", "trail/bucket/policy"));
  });

  it("S2: has a role that writes its own log streams and nothing else", () => {
    expect(permissions(two.one("aws_iam_role_policy", "trail/role/policy")["policy"])).toEqual(
      ["logs:CreateLogStream", "logs:PutLogEvents"].map(
        (action) =>
          `Allow ${action} arn:aws:logs:us-east-1:111111111111:log-group:/webapp-baseline/cloudtrail:log-stream:111111111111_CloudTrail_us-east-1*`,
      ),
    );
  });

  it("S4: keeps its files, and removes them after their time", () => {
    for (const { force_destroy } of two.all("aws_s3_bucket")) expect(force_destroy).toBe(false);
    for (const { force_destroy } of everything.all("aws_s3_bucket")) expect(force_destroy).toBe(true);
    const lifecycle = everything.one("aws_s3_bucket_lifecycle_configuration", "trail/bucket/lifecycle");
    expect(lifecycle["rule"]).toMatchObject([
      { noncurrent_version_expiration: [{ noncurrent_days: 400 }] },
      { expiration: [{ days: 400 }] },
    ]);
  });

  it("S4: records data events and unusual activity where it is told to, but not those of its own files", () => {
    expect(trail()).not.toHaveProperty("insight_selector");
    expect(trail()).not.toHaveProperty("advanced_event_selector");
    const chosen = everything.one("aws_cloudtrail");
    expect(chosen["insight_selector"]).toEqual([
      { insight_type: "ApiCallRateInsight" },
      { insight_type: "ApiErrorRateInsight" },
    ]);
    const fields = (chosen["advanced_event_selector"] as { field_selector: Record<string, unknown>[] }[]).map(
      ({ field_selector }) => field_selector,
    );
    expect(fields).toEqual([
      [{ field: "eventCategory", equals: ["Management"] }],
      [
        { field: "eventCategory", equals: ["Data"] },
        { field: "resources.type", equals: ["AWS::S3::Object"] },
        {
          field: "resources.ARN",
          not_starts_with: [`${everything.reference("aws_s3_bucket", "trail/bucket", "arn")}/`],
        },
      ],
      [
        { field: "eventCategory", equals: ["Data"] },
        { field: "resources.type", equals: ["AWS::Lambda::Function"] },
      ],
    ]);
  });
});

describe("detection", () => {
  const features = (stack: SynthesizedStack) =>
    Object.fromEntries(
      stack
        .all("aws_guardduty_detector_feature")
        .map(({ name, status }) => [String(name), String(status)] as const),
    );

  it("S4: states every protection plan, on or off", () => {
    expect(features(baseline({}))).toEqual({
      S3_DATA_EVENTS: "ENABLED",
      RDS_LOGIN_EVENTS: "ENABLED",
      LAMBDA_NETWORK_LOGS: "ENABLED",
      EBS_MALWARE_PROTECTION: "DISABLED",
      RUNTIME_MONITORING: "DISABLED",
    });
    expect(features(everything)).toMatchObject({ RUNTIME_MONITORING: "ENABLED" });
  });

  it("S4: watches Fargate tasks with the agent that GuardDuty manages", () => {
    const runtime = everything.one("aws_guardduty_detector_feature", "us-east-1/threats/runtime-monitoring");
    expect(runtime["additional_configuration"]).toEqual([
      { name: "ECS_FARGATE_AGENT_MANAGEMENT", status: "ENABLED" },
      { name: "EC2_AGENT_MANAGEMENT", status: "DISABLED" },
      { name: "EKS_ADDON_MANAGEMENT", status: "DISABLED" },
    ]);
  });

  it("S4: checks against both standards, one finding a control, all regions in one list", () => {
    expect(two.one("aws_securityhub_account", "us-east-1/posture")).toMatchObject({
      control_finding_generator: "SECURITY_CONTROL",
      enable_default_standards: false,
      auto_enable_controls: true,
    });
    const arns = two.all("aws_securityhub_standards_subscription").map(({ standards_arn }) => standards_arn);
    expect(arns.sort()).toEqual(
      ["us-east-1", "us-west-2"].flatMap((region) => [
        `arn:aws:securityhub:${region}::standards/aws-foundational-security-best-practices/v/1.0.0`,
        `arn:aws:securityhub:${region}::standards/cis-aws-foundations-benchmark/v/3.0.0`,
      ]),
    );
    expect(two.one("aws_securityhub_finding_aggregator")).toMatchObject({
      linking_mode: "SPECIFIED_REGIONS",
      specified_regions: ["us-west-2"],
    });
  });

  it("S4: analyzes access from outside everywhere, unused access once", () => {
    const types = (stack: SynthesizedStack) =>
      stack.all("aws_accessanalyzer_analyzer").map(({ type }) => type);
    expect(types(two)).toEqual(["ACCOUNT", "ACCOUNT"]);
    const both = baseline({
      regions: [{ name: "us-east-1" }, { name: "us-west-2" }],
      baseline: { accessAnalyzer: { unusedAccessDays: 30 } },
    });
    expect(types(both)).toEqual(["ACCOUNT", "ACCOUNT_UNUSED_ACCESS", "ACCOUNT"]);
  });
});

describe("safe defaults of the account", () => {
  it("S5: no bucket is public, new volumes are encrypted, no snapshot is public, IMDSv2 only", () => {
    expect(two.one("aws_s3_account_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(two.one("aws_ebs_default_kms_key", "us-west-2/defaults/ebs-default-key")["key_arn"]).toBe(
      two.reference("aws_kms_key", "us-west-2/defaults/ebs-key", "arn"),
    );
    expect(two.all("aws_ebs_snapshot_block_public_access")[0]).toMatchObject({ state: "block-all-sharing" });
    expect(two.all("aws_ec2_instance_metadata_defaults")[0]).toMatchObject({ http_tokens: "required" });
  });

  it("S4: passwords are as CIS wants them", () => {
    expect(two.one("aws_iam_account_password_policy")).toMatchObject({
      minimum_password_length: 14,
      password_reuse_prevention: 24,
    });
  });
});

describe("alerts of the account", () => {
  const topic = () => two.reference("aws_sns_topic", "alerts", "arn");

  it("S5: go to an encrypted topic, over TLS, from rules and this account's budgets and cost alerts only", () => {
    expect(two.one("aws_sns_topic")["kms_master_key_id"]).toBe(
      two.reference("aws_kms_key", "alerts/key", "arn"),
    );
    const policy = statements(two.one("aws_sns_topic_policy")["policy"]);
    expect(policy.map(({ Effect, Principal }) => [Effect, Principal])).toEqual([
      ["Allow", { Service: "events.amazonaws.com" }],
      ["Allow", { Service: "budgets.amazonaws.com" }],
      ["Allow", { Service: "costalerts.amazonaws.com" }],
      ["Deny", "*"],
    ]);
    for (const { Condition } of policy.slice(1, 3)) {
      expect(Condition).toMatchObject({ StringEquals: { "aws:SourceAccount": "111111111111" } });
    }
    expect(policy.at(-1)?.Condition).toEqual({ Bool: { "aws:SecureTransport": "false" } });
  });

  it("S4: are lost to no condition: EventBridge names no source, neither to the topic nor to its key", () => {
    const unconditional = (policy: unknown) =>
      statements(policy)
        .filter(({ Sid, Condition }) => Sid !== "Account" && Condition === undefined)
        .map(({ Principal }) => Principal);
    expect(unconditional(two.one("aws_sns_topic_policy")["policy"])).toEqual([
      { Service: "events.amazonaws.com" },
    ]);
    expect(unconditional(two.one("aws_kms_key", "alerts/key")["policy"])).toEqual([
      { Service: ["costalerts.amazonaws.com", "events.amazonaws.com"] },
    ]);
  });

  it("S4: reach everybody who is named", () => {
    expect(
      everything
        .all("aws_sns_topic_subscription")
        .map((one) => [everything.pathOf(one), one["protocol"], one["endpoint"]])
        .sort(),
    ).toEqual([
      ["alerts/email-dev@example.com", "email", "dev@example.com"],
      ["alerts/email-ops@example.com", "email", "ops@example.com"],
    ]);
    expect(everything.output("alerts_topic_arn")).toBe(
      everything.reference("aws_sns_topic", "alerts", "arn"),
    );
  });

  it("S4: are made of findings of severity high and above, as a sentence", () => {
    const pattern = (id: string) =>
      JSON.parse(String(two.one("aws_cloudwatch_event_rule", id)["event_pattern"])) as object;
    expect(pattern("us-east-1/findings/guardduty")).toMatchObject({
      detail: { severity: [{ numeric: [">=", 7] }] },
    });
    expect(pattern("us-east-1/findings/security-hub")).toMatchObject({
      detail: { findings: { Severity: { Label: ["HIGH", "CRITICAL"] } } },
    });
    for (const target of two.all("aws_cloudwatch_event_target").filter(({ arn }) => arn === topic())) {
      const { input_paths: paths, input_template: template } = target["input_transformer"] as {
        input_paths: Record<string, string>;
        input_template: string;
      };
      const used = [...template.matchAll(/<(\w+)>/g)].map(([, name]) => name);
      expect(used.sort()).toEqual(Object.keys(paths).sort());
    }
  });

  it("S4: of another region are sent to the topic's region first, by a role that can do only that", () => {
    const bus = "arn:aws:events:us-east-1:111111111111:event-bus/default";
    expect(two.one("aws_cloudwatch_event_target", "us-west-2/findings/guardduty-target")).toMatchObject({
      arn: bus,
      role_arn: two.reference("aws_iam_role", "us-west-2/findings/role", "arn"),
    });
    expect(permissions(two.one("aws_iam_role_policy", "us-west-2/findings/role/policy")["policy"])).toEqual([
      `Allow events:PutEvents ${bus}`,
    ]);
    // Security Hub's findings are aggregated already.
    expect(two.all("aws_cloudwatch_event_rule").map((rule) => two.pathOf(rule))).not.toContain(
      "us-west-2/findings/security-hub",
    );
  });
});

describe("the role of search domains", () => {
  it("M5: exists once for an account that has one, whoever provides the rest of the baseline", () => {
    const made = baseline({ baseline: { enabled: false }, logAnalytics: {} }, {});
    expect(made.one("aws_iam_service_linked_role")).toMatchObject({
      aws_service_name: "opensearchservice.amazonaws.com",
    });
    expect(two.all("aws_iam_service_linked_role")).toEqual([]);
  });
});
