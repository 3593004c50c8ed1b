import { every, mustBe, mustBeCustomerKey, mustBeTrue, mustHave, shown } from "../findings";
import { rules } from "../rule";

const types = ["aws_s3_bucket"];
const algorithm = "rule.apply_server_side_encryption_by_default.sse_algorithm";

export const bucketRules = rules(
  {
    id: "bucket-encryption",
    title: "Every bucket says how its objects are encrypted.",
    severity: "high",
    types,
    rationale: "Without a configuration of its own, a bucket follows whatever S3's default is.",
    fix: "Add an aws_s3_bucket_server_side_encryption_configuration, as PrivateBucket does.",
    controls: ["S3.17", "CKV_AWS_19", "AVD-AWS-0088"],
    check: mustHave(
      "aws_s3_bucket_server_side_encryption_configuration",
      "bucket",
      mustBe(algorithm, "aws:kms", "aws:kms:dsse", "AES256"),
    ),
  },
  {
    id: "bucket-customer-key",
    title: "Objects are encrypted with a customer-managed KMS key.",
    severity: "medium",
    types: ["aws_s3_bucket_server_side_encryption_configuration"],
    rationale: "With S3's own keys, whoever may read the object needs no permission for a key.",
    fix: "Give PrivateBucket a keyArn.",
    controls: ["S3.17", "CKV_AWS_145", "AVD-AWS-0132"],
    check: every(
      mustBe(algorithm, "aws:kms", "aws:kms:dsse"),
      mustBeCustomerKey("rule.apply_server_side_encryption_by_default.kms_master_key_id"),
    ),
  },
  {
    id: "bucket-versioning",
    title: "Every bucket keeps old versions.",
    severity: "medium",
    types,
    rationale: "An object that is overwritten or deleted by mistake is lost.",
    fix: "Add an aws_s3_bucket_versioning with status Enabled, as PrivateBucket does.",
    controls: ["S3.14", "CKV_AWS_21", "AVD-AWS-0090"],
    check: mustHave(
      "aws_s3_bucket_versioning",
      "bucket",
      mustBe("versioning_configuration.status", "Enabled"),
    ),
  },
  {
    id: "bucket-public-access-block",
    title: "Every bucket refuses public ACLs and policies.",
    severity: "critical",
    types,
    rationale: "One wrong ACL or policy would publish the bucket.",
    fix: "Add an aws_s3_bucket_public_access_block with all four settings, as PrivateBucket does.",
    controls: [
      "S3.8", "S3.2", "S3.3", "CIS 2.1.4", "CKV2_AWS_6", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56",
      "AVD-AWS-0086", "AVD-AWS-0087", "AVD-AWS-0091", "AVD-AWS-0093", "AVD-AWS-0094",
    ], // prettier-ignore
    check: mustHave(
      "aws_s3_bucket_public_access_block",
      "bucket",
      every(
        mustBeTrue("block_public_acls"),
        mustBeTrue("block_public_policy"),
        mustBeTrue("ignore_public_acls"),
        mustBeTrue("restrict_public_buckets"),
      ),
    ),
  },
  {
    id: "account-public-access-block",
    title: "The account refuses public buckets altogether.",
    severity: "high",
    types: ["aws_s3_account_public_access_block"],
    rationale: "A setting that is off for the account leaves it to every single bucket.",
    fix: "Set all four settings of aws_s3_account_public_access_block to true.",
    controls: ["S3.1", "CIS 2.1.4"],
    check: every(
      mustBeTrue("block_public_acls"),
      mustBeTrue("block_public_policy"),
      mustBeTrue("ignore_public_acls"),
      mustBeTrue("restrict_public_buckets"),
    ),
  },
  {
    id: "bucket-no-acls",
    title: "Access is decided by policies, ACLs are off.",
    severity: "medium",
    types,
    rationale: "ACLs are a second way to grant access that policies do not show.",
    fix: "Add aws_s3_bucket_ownership_controls with BucketOwnerEnforced, as PrivateBucket does.",
    controls: ["S3.12", "CKV2_AWS_65", "CKV_AWS_20", "CKV_AWS_57"],
    check: every(
      (bucket) => (bucket.get("acl") === undefined ? undefined : shown(bucket, "acl")),
      mustHave(
        "aws_s3_bucket_ownership_controls",
        "bucket",
        mustBe("rule.object_ownership", "BucketOwnerEnforced"),
      ),
    ),
  },
  {
    id: "bucket-lifecycle",
    title: "Every bucket says how long objects or their old versions are kept.",
    severity: "low",
    types,
    rationale: "Data that nobody removes piles up: cost, and more to lose.",
    fix: "Give PrivateBucket expireAfterDays, or keepOldVersions as a number of days.",
    controls: ["S3.13", "CKV2_AWS_61"],
    check: mustHave("aws_s3_bucket_lifecycle_configuration", "bucket"),
  },
  {
    id: "bucket-incomplete-uploads",
    title: "Uploads that were never finished are removed.",
    severity: "low",
    types: ["aws_s3_bucket_lifecycle_configuration"],
    rationale: "Their parts are invisible, and billed.",
    fix: "Add abort_incomplete_multipart_upload to one rule of the lifecycle.",
    controls: ["CKV_AWS_300"],
    source:
      "https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html",
    check: (lifecycle) =>
      lifecycle.blocks("rule.abort_incomplete_multipart_upload").length > 0
        ? undefined
        : "no rule has abort_incomplete_multipart_upload",
  },
  {
    id: "bucket-access-logging",
    title: "Access to every bucket is logged.",
    severity: "low",
    types,
    rationale: "Who read or removed an object can not be found out later.",
    fix: "Add an aws_s3_bucket_logging with a bucket for logs as its target.",
    controls: ["S3.9", "CloudTrail.7", "CIS 3.4", "CKV_AWS_18", "AVD-AWS-0089"],
    check: mustHave("aws_s3_bucket_logging", "bucket"),
  },
);
