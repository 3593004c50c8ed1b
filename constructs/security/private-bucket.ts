import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import { boundedName } from "../naming";
import { policyDocument, type Statement } from "./policy-document";

export interface PrivateBucketProps {
  /** Globally unique name; longer than 63 characters is cut and hashed. */
  readonly name: string;
  /** KMS key; needed unless the bucket is written by a service that supports S3's own keys only. @default SSE-S3 */
  readonly keyArn?: string;
  /** Days after which current objects are removed. @default never */
  readonly expireAfterDays?: number;
  /** Days after which replaced and deleted versions are removed, or `forever`. */
  readonly keepOldVersions: number | "forever";
  /** Whether destroying the bucket deletes what is in it. @default false */
  readonly forceDestroy?: boolean;
  /** What must exist before the bucket is made. @default nothing */
  readonly after?: readonly ITerraformDependable[];
  /** Further statements of the bucket policy, given the bucket's ARN. @default none */
  readonly statements?: (bucketArn: string) => readonly Statement[];
}

/** An S3 bucket that is private, versioned, encrypted, without ACLs, and reached over TLS 1.2 or later only. */
export class PrivateBucket extends Construct {
  readonly name: string;
  readonly arn: string;
  /** The bucket policy: a service that checks its permission to write depends on it. */
  readonly policy: S3BucketPolicy;

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    const bucket = new S3Bucket(this, "Default", {
      bucket: boundedName(props.name, "bucket"),
      forceDestroy: props.forceDestroy ?? false,
      ...(props.after !== undefined && { dependsOn: [...props.after] }),
    });
    const on = { bucket: bucket.id };
    new S3BucketOwnershipControls(this, "ownership", {
      ...on,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    const publicAccess = new S3BucketPublicAccessBlock(this, "public-access", {
      ...on,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const versioning = new S3BucketVersioningA(this, "versioning", {
      ...on,
      versioningConfiguration: { status: "Enabled" },
    });
    const encryption = new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      ...on,
      rule: [
        {
          applyServerSideEncryptionByDefault:
            props.keyArn === undefined
              ? { sseAlgorithm: "AES256" }
              : { sseAlgorithm: "aws:kms", kmsMasterKeyId: props.keyArn },
          bucketKeyEnabled: props.keyArn !== undefined,
        },
      ],
    });
    if (props.keyArn === undefined) {
      suppress(
        encryption,
        "bucket-customer-key",
        "It is written by a service that supports S3's own keys only.",
      );
    }
    const rules = lifecycle(props);
    if (rules.length > 0) {
      // Rules about old versions need versioning to be on.
      new S3BucketLifecycleConfiguration(this, "lifecycle", { ...on, rule: rules, dependsOn: [versioning] });
    }
    this.policy = new S3BucketPolicy(this, "policy", {
      ...on,
      policy: policyDocument(...tlsOnly(bucket.arn), ...(props.statements?.(bucket.arn) ?? [])),
      // The two change the same bucket setting; AWS refuses them at the same time.
      dependsOn: [publicAccess],
    });
    this.name = bucket.id;
    this.arn = bucket.arn;
  }
}

function lifecycle({
  keepOldVersions,
  expireAfterDays,
}: PrivateBucketProps): S3BucketLifecycleConfigurationRule[] {
  const rule = (id: string, action: Partial<S3BucketLifecycleConfigurationRule>) => ({
    id,
    status: "Enabled",
    filter: [{ prefix: "" }],
    ...action,
  });
  const rules: S3BucketLifecycleConfigurationRule[] = [];
  if (keepOldVersions !== "forever") {
    rules.push(
      rule("old-versions", {
        noncurrentVersionExpiration: [{ noncurrentDays: keepOldVersions }],
        abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
      }),
    );
  }
  if (expireAfterDays !== undefined) rules.push(rule("expire", { expiration: [{ days: expireAfterDays }] }));
  return rules;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html */
function tlsOnly(bucketArn: string): Statement[] {
  const everything = {
    effect: "Deny",
    principals: "*",
    actions: ["s3:*"],
    resources: [bucketArn, `${bucketArn}/*`],
  } as const;
  return [
    { ...everything, sid: "DenyPlainHttp", conditions: { Bool: { "aws:SecureTransport": "false" } } },
    { ...everything, sid: "DenyOldTls", conditions: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
  ];
}
