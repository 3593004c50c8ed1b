import { SyntheticsCanary } from "@cdktf/provider-aws/lib/synthetics-canary";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import type { Expectation } from "../../functions/check-url/expectation";
import { functionCode } from "../functions/function-code";
import { type Location, logGroupArn } from "../location";
import { PrivateBucket } from "../security/private-bucket";
import type { Statement } from "../security/policy-document";
import { ServiceRole } from "../security/service-role";
import type { AlarmSpec } from "./alarm";
import { logGroup } from "./log-group";
import { type Metric, metricsOf } from "./metric";

export interface CanaryProps {
  readonly at: Location;
  /** Public address that is checked, without a path. */
  readonly url: string;
  /** What is asked for, and what is expected; up to 3 KiB as JSON. */
  readonly checks: readonly Expectation[];
  /** Time between two checks, in minutes, 1–60. */
  readonly everyMinutes: number;
  /** Synthetics runtime without browser, such as `syn-nodejs-4.1`. */
  readonly runtime: string;
  /** Key that encrypts what the canary keeps of its runs. */
  readonly keyArn: string;
  /** Key that encrypts the log group, and how long the log and the runs are kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
  /** Whether destroying the canary deletes what it has kept. */
  readonly forceDestroy: boolean;
}

/** Days a run is kept: https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_CreateCanary.html */
const LONGEST_DAYS = 455;

export function canaryName({ prefix }: Location): string {
  return `${prefix}-web`;
}

/**
 * A check of the public URL from outside, at intervals: the only witness of DNS, certificate and firewall, and the
 * only one at all while nobody else sends requests.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries.html
 */
export class Canary extends Construct {
  constructor(scope: Construct, id: string, props: CanaryProps) {
    super(scope, id);
    const { at, keyArn } = props;
    const days = Math.min(props.logRetentionDays, LONGEST_DAYS);
    const name = canaryName(at);
    const bucket = new PrivateBucket(this, "artifacts", {
      name: `${at.prefix}-${at.region}-canary-${at.account}`,
      keyArn,
      expireAfterDays: days,
      keepOldVersions: 1,
      forceDestroy: props.forceDestroy,
    });
    suppress(bucket, "bucket-access-logging", "It holds nothing but answers of a public address.");
    const role = new ServiceRole(this, "role", {
      at,
      purpose: "canary",
      service: "lambda.amazonaws.com",
      statements: statements(at, name, bucket.arn, keyArn),
    });
    const canary = new SyntheticsCanary(this, "Default", {
      name,
      runtimeVersion: props.runtime,
      handler: "index.handler",
      zipFile: functionCode(this, "check-url", "canary").path,
      executionRoleArn: role.arn,
      artifactS3Location: `s3://${bucket.name}/runs`,
      artifactConfig: { s3Encryption: { encryptionMode: "SSE_KMS", kmsKeyArn: keyArn } },
      schedule: { expression: `rate(${props.everyMinutes} minute${props.everyMinutes === 1 ? "" : "s"})` },
      runConfig: {
        timeoutInSeconds: 60,
        memoryInMb: 960,
        environmentVariables: { CHECKED_URL: props.url, CHECKS: JSON.stringify(props.checks) },
      },
      successRetentionPeriod: days,
      failureRetentionPeriod: days,
      startCanary: true,
      deleteLambda: true,
      dependsOn: [role.ready, bucket.policy],
    });
    // Its function has a name of AWS's choice. The role may not make log groups: they would be kept for ever.
    logGroup(this, "log", {
      name: `/aws/lambda/${Fn.element(Fn.split(":", canary.engineArn), 6)}`,
      keyArn: props.logKeyArn,
      retentionDays: props.logRetentionDays,
    });
  }
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_CanaryPermissions.html */
function statements(at: Location, name: string, bucketArn: string, keyArn: string): Statement[] {
  return [
    {
      sid: "KeepRuns",
      actions: ["s3:GetObject", "s3:PutObject"],
      resources: [`${bucketArn}/runs/*`],
    },
    { sid: "FindBucket", actions: ["s3:GetBucketLocation"], resources: [bucketArn] },
    // Knows no resource.
    { sid: "ListBuckets", actions: ["s3:ListAllMyBuckets"], resources: ["*"] },
    {
      sid: "EncryptRuns",
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [keyArn],
      conditions: { StringEquals: { "kms:ViaService": `s3.${at.region}.amazonaws.com` } },
    },
    {
      sid: "WriteLog",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [logGroupArn(at, `/aws/lambda/cwsyn-${name}-*`)],
    },
    {
      sid: "PublishResult",
      actions: ["cloudwatch:PutMetricData"],
      // Knows no resource.
      resources: ["*"],
      conditions: { StringEquals: { "cloudwatch:namespace": "CloudWatchSynthetics" } },
    },
  ];
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_metrics.html */
export function canaryMetrics(at: Location) {
  return metricsOf("CloudWatchSynthetics", { CanaryName: canaryName(at) });
}

/**
 * Two checks in a row fail, or there are none: silence is a failure as well.
 *
 * @param asleep 503s of the load balancer, where a schedule takes all tasks away: then a failed check that got one is
 *   what the environment wants
 */
export function canaryAlarm(at: Location, everyMinutes: number, asleep?: Metric): AlarmSpec {
  const success = canaryMetrics(at)("SuccessPercent", "Average");
  return {
    id: "public-url",
    runbook: "public-url",
    advice:
      "The public URL does not answer as it should, seen from outside. Open it; then look at DNS, certificate, firewall and load balancer.",
    signal:
      asleep === undefined
        ? success
        : {
            expression: "IF(FILL(asleep, 0) > 0, 100, FILL(success, 0))",
            label: "Checks that succeed, or find everybody asleep, in percent",
            metrics: { success, asleep },
          },
    when: { is: "<", threshold: 100, periodSeconds: everyMinutes * 60, of: 2 },
    missing: "breaching",
    group: "users",
    essential: true,
  };
}
