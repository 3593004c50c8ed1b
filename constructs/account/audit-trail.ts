import { Cloudtrail, type CloudtrailAdvancedEventSelector } from "@cdktf/provider-aws/lib/cloudtrail";
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import { arn, type Location } from "../location";
import { logGroup } from "../monitoring/log-group";
import { EncryptionKey, logsMayUse } from "../security/encryption-key";
import type { Statement } from "../security/policy-document";
import { PrivateBucket } from "../security/private-bucket";
import { ServiceRole } from "../security/service-role";

export interface AuditTrailProps {
  readonly at: Location;
  /** How long events can be searched in CloudWatch Logs, in days. */
  readonly logRetentionDays: number;
  /** How long log files are kept, in days. */
  readonly archiveDays: number;
  /** Whether unusual rates of calls and errors are reported. */
  readonly insights: boolean;
  /** Whose data is watched: reading and writing objects, invoking functions. */
  readonly dataEvents: readonly ("s3" | "lambda")[];
  /** Whether destroying the trail deletes the log files. */
  readonly forceDestroy: boolean;
}

/** Resource types of data events: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html */
const DATA_RESOURCES = { s3: "AWS::S3::Object", lambda: "AWS::Lambda::Function" } as const;

/** Who did what in the account, in all regions: encrypted log files that can't be changed unnoticed, and a log group. */
export class AuditTrail extends Construct {
  /** Log group of the events, for metric filters and queries. */
  readonly logGroupName: string;

  constructor(scope: Construct, id: string, props: AuditTrailProps) {
    super(scope, id);
    const { at } = props;
    const name = `${at.prefix}-trail`;
    // Written out, because key and bucket must know the trail before it exists.
    const trailArn = arn(at, "cloudtrail", `trail/${name}`);
    const key = new EncryptionKey(this, "key", {
      at,
      purpose: "trail",
      statements: [...trailMayUse(at, trailArn), logsMayUse(at)],
    });
    const bucket = new PrivateBucket(this, "bucket", {
      name: `${name}-${at.account}-${at.region}`,
      keyArn: key.arn,
      expireAfterDays: props.archiveDays,
      keepOldVersions: props.archiveDays,
      forceDestroy: props.forceDestroy,
      statements: (bucketArn) => trailMayWrite(at, trailArn, bucketArn),
    });
    logAccess(this, "access-log", { ...props, name, bucket });
    this.logGroupName = `/${at.prefix}/cloudtrail`;
    const group = logGroup(this, "log-group", {
      name: this.logGroupName,
      keyArn: key.arn,
      retentionDays: props.logRetentionDays,
    });
    const role = new ServiceRole(this, "role", {
      at,
      purpose: "cloudtrail",
      service: "cloudtrail.amazonaws.com",
      statements: [
        {
          // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
          sid: "Write",
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: [
            arn(
              at,
              "logs",
              `log-group:${this.logGroupName}:log-stream:${at.account}_CloudTrail_${at.region}*`,
            ),
          ],
        },
      ],
    });
    const trail = new Cloudtrail(this, "Default", {
      name,
      s3BucketName: bucket.name,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      kmsKeyId: key.arn,
      cloudWatchLogsGroupArn: `${group.arn}:*`,
      cloudWatchLogsRoleArn: role.arn,
      ...(props.dataEvents.length > 0 && { advancedEventSelector: selectors(bucket.arn, props.dataEvents) }),
      ...(props.insights && {
        insightSelector: [{ insightType: "ApiCallRateInsight" }, { insightType: "ApiErrorRateInsight" }],
      }),
      dependsOn: [bucket.policy, role.ready],
    });
    suppress(
      trail,
      "trail-notices",
      "Several files a minute; that a trail was stopped is a finding of GuardDuty.",
    );
  }
}

/**
 * Logs who reads, writes or deletes log files of the trail, in a bucket of its own. S3 writes such logs with its own
 * keys only: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
function logAccess(
  scope: Construct,
  id: string,
  {
    at,
    archiveDays,
    forceDestroy,
    name,
    bucket,
  }: AuditTrailProps & { readonly name: string; readonly bucket: PrivateBucket },
): void {
  const log = new PrivateBucket(scope, id, {
    name: `${name}-access-${at.account}-${at.region}`,
    expireAfterDays: archiveDays,
    keepOldVersions: 1,
    forceDestroy,
    statements: (logArn) => [
      {
        sid: "LogDelivery",
        principals: { services: ["logging.s3.amazonaws.com"] },
        actions: ["s3:PutObject"],
        resources: [`${logArn}/*`],
        conditions: {
          StringEquals: { "aws:SourceAccount": at.account },
          ArnLike: { "aws:SourceArn": bucket.arn },
        },
      },
    ],
  });
  suppress(log, "bucket-access-logging", "It holds a log itself; the log of a log has no end.");
  new S3BucketLoggingA(scope, `${id}-delivery`, {
    bucket: bucket.name,
    targetBucket: log.name,
    targetPrefix: "",
    dependsOn: [log.policy],
  });
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html */
function trailMayUse({ account }: Location, trailArn: string): Statement[] {
  const principals = { services: ["cloudtrail.amazonaws.com"] };
  const onlyFor = { StringEquals: { "aws:SourceArn": trailArn } };
  return [
    {
      sid: "EncryptLogFiles",
      principals,
      actions: ["kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext"],
      resources: ["*"],
      conditions: {
        ...onlyFor,
        StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": `arn:aws:cloudtrail:*:${account}:trail/*` },
      },
    },
    // Decrypt is for the bucket key that the log files' bucket has.
    {
      sid: "CheckKey",
      principals,
      actions: ["kms:Decrypt", "kms:DescribeKey"],
      resources: ["*"],
      conditions: onlyFor,
    },
  ];
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html */
function trailMayWrite({ account }: Location, trailArn: string, bucketArn: string): Statement[] {
  const principals = { services: ["cloudtrail.amazonaws.com"] };
  return [
    {
      sid: "CheckBucket",
      principals,
      actions: ["s3:GetBucketAcl"],
      resources: [bucketArn],
      conditions: { StringEquals: { "aws:SourceArn": trailArn } },
    },
    {
      sid: "WriteLogFiles",
      principals,
      actions: ["s3:PutObject"],
      resources: [`${bucketArn}/AWSLogs/${account}/*`],
      conditions: {
        StringEquals: { "aws:SourceArn": trailArn, "s3:x-amz-acl": "bucket-owner-full-control" },
      },
    },
  ];
}

/** Management events, and data events but those of the log files themselves, each of which would cause another. */
function selectors(
  bucketArn: string,
  dataEvents: readonly ("s3" | "lambda")[],
): CloudtrailAdvancedEventSelector[] {
  return [
    { name: "Management events", fieldSelector: [{ field: "eventCategory", equalTo: ["Management"] }] },
    ...dataEvents.map((kind) => ({
      name: `Data events of ${kind}`,
      fieldSelector: [
        { field: "eventCategory", equalTo: ["Data"] },
        { field: "resources.type", equalTo: [DATA_RESOURCES[kind]] },
        ...(kind === "s3" ? [{ field: "resources.ARN", notStartsWith: [`${bucketArn}/`] }] : []),
      ],
    })),
  ];
}
