import { CloudwatchLogStream } from "@cdktf/provider-aws/lib/cloudwatch-log-stream";
import { KinesisFirehoseDeliveryStream } from "@cdktf/provider-aws/lib/kinesis-firehose-delivery-stream";
import { Construct } from "constructs";
import { INDEX } from "../../functions/configure-logs-index/wanted";
import { suppress } from "../../policy/suppression";
import type { FunctionNetwork } from "../functions/node-function";
import { arn, type Location, logGroupArn } from "../location";
import { logGroup } from "../monitoring/log-group";
import { PrivateBucket } from "../security/private-bucket";
import type { Statement } from "../security/policy-document";
import { ServiceRole } from "../security/service-role";
import { deliveryLogName, deliveryStreamName, domainArn } from "./names";

export interface LogDeliveryProps {
  readonly at: Location;
  /** The search domain. */
  readonly domainArn: string;
  /** Where the stream's own interfaces are, and what they reach. */
  readonly network: FunctionNetwork;
  readonly role: ServiceRole;
  readonly bucket: PrivateBucket;
  /** Key that encrypts what waits in the stream, and what could not be delivered. */
  readonly keyArn: string;
  /** Key that encrypts the log group, and how long the log is kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
}

/** How long Firehose tries to deliver, in seconds; then documents go to S3. While it tries, later ones wait. */
const RETRY_SECONDS = 3600;

/**
 * A delivery stream that writes each record as one document into the index of the day; what the domain refuses, or
 * does not take within an hour, goes to a bucket.
 * https://docs.aws.amazon.com/firehose/latest/dev/create-destination.html#create-destination-opensearch
 */
export class LogDelivery extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: LogDeliveryProps) {
    super(scope, id);
    const { at, network, role, bucket, keyArn } = props;
    const group = logGroup(this, "log", {
      name: deliveryLogName(at),
      keyArn: props.logKeyArn,
      retentionDays: props.logRetentionDays,
    });
    const logging = (what: string) => ({
      enabled: true,
      logGroupName: group.name,
      // Firehose writes to streams that are there, and makes none.
      logStreamName: new CloudwatchLogStream(this, `log-${what}`, { name: what, logGroupName: group.name })
        .name,
    });
    const stream = new KinesisFirehoseDeliveryStream(this, "Default", {
      name: deliveryStreamName(at),
      destination: "opensearch",
      serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn },
      opensearchConfiguration: {
        domainArn: props.domainArn,
        roleArn: role.arn,
        indexName: INDEX,
        indexRotationPeriod: "OneDay",
        bufferingInterval: 60,
        bufferingSize: 5,
        retryDuration: RETRY_SECONDS,
        s3BackupMode: "FailedDocumentsOnly",
        s3Configuration: {
          roleArn: role.arn,
          bucketArn: bucket.arn,
          bufferingInterval: 300,
          bufferingSize: 5,
          compressionFormat: "GZIP",
          kmsKeyArn: keyArn,
          cloudwatchLoggingOptions: logging("undelivered"),
        },
        vpcConfig: {
          roleArn: role.arn,
          subnetIds: [...network.subnetIds],
          securityGroupIds: [network.securityGroupId],
        },
        cloudwatchLoggingOptions: logging("delivery"),
      },
      dependsOn: [role.ready, bucket.policy],
    });
    this.name = stream.name;
    this.arn = stream.arn;
  }
}

/** The bucket of what could not be delivered. */
export function undeliveredBucket(
  scope: Construct,
  id: string,
  props: {
    readonly at: Location;
    readonly keyArn: string;
    /** How long objects are kept. */
    readonly days: number;
    readonly forceDestroy: boolean;
  },
): PrivateBucket {
  const { at, keyArn, days, forceDestroy } = props;
  const bucket = new PrivateBucket(scope, id, {
    name: `${at.prefix}-${at.region}-undelivered-${at.account}`,
    keyArn,
    expireAfterDays: days,
    keepOldVersions: 1,
    forceDestroy,
  });
  suppress(
    bucket,
    "bucket-access-logging",
    "It holds copies of log lines for a few days; CloudTrail sees its key.",
  );
  return bucket;
}

/** The role of the delivery stream: it exists before the domain, which is told who may write. */
export function deliveryRole(
  scope: Construct,
  id: string,
  at: Location,
  bucketArn: string,
  keyArn: string,
): ServiceRole {
  return new ServiceRole(scope, id, {
    at,
    purpose: "log-delivery",
    service: "firehose.amazonaws.com",
    statements: statements(at, bucketArn, keyArn),
  });
}

/** https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-es-vpc */
function statements(at: Location, bucketArn: string, keyArn: string): Statement[] {
  const domain = domainArn(at);
  return [
    {
      sid: "Domain",
      actions: ["es:DescribeDomain", "es:DescribeDomainConfig", "es:DescribeDomains"],
      resources: [domain],
    },
    // What for is decided inside of the domain, by the role log_writer.
    {
      sid: "Documents",
      actions: ["es:ESHttpGet", "es:ESHttpPost", "es:ESHttpPut"],
      resources: [domain, `${domain}/*`],
    },
    {
      sid: "LookAtNetwork",
      actions: [
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
      ],
      resources: ["*"],
    },
    {
      sid: "Network",
      actions: [
        "ec2:CreateNetworkInterface",
        "ec2:CreateNetworkInterfacePermission",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeVpcAttribute",
      ],
      resources: [arn(at, "ec2", "*/*")],
    },
    { sid: "FindBucket", actions: ["s3:GetBucketLocation", "s3:ListBucket"], resources: [bucketArn] },
    {
      sid: "Undelivered",
      actions: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
      resources: [`${bucketArn}/*`],
    },
    // Of the stream, and of the bucket through S3.
    { sid: "Encryption", actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [keyArn] },
    {
      sid: "WriteLog",
      actions: ["logs:PutLogEvents"],
      resources: [logGroupArn(at, deliveryLogName(at))],
    },
  ];
}
