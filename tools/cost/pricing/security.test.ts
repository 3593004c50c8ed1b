import { describe, expect, it } from "vitest";
import { charges } from "../../testing/priced";

describe("keys and secrets", () => {
  it("K3: charges keys with their requests, and secrets with their replicas", () => {
    const kept = {
      aws_kms_key: { a: {}, b: {} },
      aws_secretsmanager_secret: { plain: {}, copied: { replica: [{ region: "us-west-2" }] } },
    };
    expect(charges(kept, { kmsRequests: 100 })).toEqual({
      key: 2,
      "key, requests": 0.6, // 2 × 100,000 × $0.03 per 10,000
      secret: 1.2, // 3 × $0.40
    });
  });
});

describe("the account's baseline", () => {
  it("K3: charges GuardDuty by what it reads, and protection plans that are on", () => {
    const feature = (name: string, status = "ENABLED") => ({ name, status });
    const detection = {
      aws_guardduty_detector: { home: {} },
      aws_guardduty_detector_feature: {
        s3: feature("S3_DATA_EVENTS"),
        rds: feature("RDS_LOGIN_EVENTS"),
        runtime: feature("RUNTIME_MONITORING", "DISABLED"),
        malware: feature("EBS_MALWARE_PROTECTION"),
      },
    };
    const assumed = { trailEvents: 0.5, detectionGb: 10, s3Events: 2, databaseVcpus: 4 };
    expect(charges(detection, assumed)).toEqual({
      "GuardDuty, events": 2, // 0.5 million × $4
      "GuardDuty, network": 10, // 10 GB × $1
      "GuardDuty, protection plan": 5.6, // 2 million × $0.80, 4 vCPUs × $1
    });
  });

  it("K3: charges checks of Security Hub, unused access, and what a trail records beyond the free copy", () => {
    const posture = {
      aws_securityhub_standards_subscription: { fsbp: {}, cis: {} },
      aws_accessanalyzer_analyzer: {
        outside: { type: "ACCOUNT" },
        unused: { type: "ACCOUNT_UNUSED_ACCESS" },
      },
      aws_cloudtrail: { all: { insight_selector: [{}], advanced_event_selector: [{}] } },
    };
    expect(charges(posture, { checks: 4, roles: 50, trailEvents: 1, s3Events: 2 })).toEqual({
      "Security Hub, checks": 8, // 2 × 4,000 × $0.001
      "unused access": 10, // 50 × $0.20
      "data events": 2, // 2 million × $0.10 per 100,000
      "events analyzed": 3.5, // 1 million × $0.35 per 100,000
    });
    expect(charges({ aws_cloudtrail: { plain: {} } })).toEqual({});
  });
});

describe("delivery", () => {
  it("K3: charges build minutes by size, and pipelines by their kind", () => {
    const delivery = {
      aws_codebuild_project: {
        image: { environment: { compute_type: "BUILD_GENERAL1_MEDIUM", type: "LINUX_CONTAINER" } },
      },
      aws_codepipeline: { old: { pipeline_type: "V1" }, current: { pipeline_type: "V2" } },
    };
    expect(charges(delivery, { buildMinutes: 200, pipelineMinutes: 100 })).toEqual({
      builds: 2, // 200 × $0.01
      pipeline: 1,
      "actions of the pipeline": 0.2, // 100 × $0.002
    });
  });
});
