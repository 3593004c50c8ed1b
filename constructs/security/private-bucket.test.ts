import { describe, expect, it } from "vitest";
import { statements } from "../../tools/testing/policy";
import { synthesizeConstruct } from "../../tools/testing/synthesize";
import { PrivateBucket, type PrivateBucketProps } from "./private-bucket";

const bucket = (props: Partial<PrivateBucketProps> = {}) =>
  synthesizeConstruct((stack) => {
    new PrivateBucket(stack, "bucket", { name: "webapp-logs", keepOldVersions: "forever", ...props });
  });
const id = (stack: ReturnType<typeof bucket>) => stack.reference("aws_s3_bucket", undefined);

describe("a bucket", () => {
  it("S5: is private, versioned, and without ACLs", () => {
    const stack = bucket();
    expect(stack.one("aws_s3_bucket_public_access_block")).toMatchObject({
      bucket: id(stack),
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(stack.one("aws_s3_bucket_versioning")).toMatchObject({
      bucket: id(stack),
      versioning_configuration: { status: "Enabled" },
    });
    expect(stack.one("aws_s3_bucket_ownership_controls")).toMatchObject({
      bucket: id(stack),
      rule: { object_ownership: "BucketOwnerEnforced" },
    });
  });

  it("S5: refuses plain HTTP and old TLS, to everyone and for everything", () => {
    const stack = bucket();
    const arn = stack.reference("aws_s3_bucket", undefined, "arn");
    const everything = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [arn, `${arn}/*`] };
    expect(stack.one("aws_s3_bucket_policy")["bucket"]).toBe(id(stack));
    expect(statements(stack.one("aws_s3_bucket_policy")["policy"])).toEqual([
      { ...everything, Sid: "DenyPlainHttp", Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { ...everything, Sid: "DenyOldTls", Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
    ]);
  });

  it("S5: gets its policy after the block of public access: AWS refuses both at once", () => {
    const stack = bucket();
    expect(stack.one("aws_s3_bucket_policy")["depends_on"]).toEqual([
      stack.address("aws_s3_bucket_public_access_block"),
    ]);
  });

  it.each([
    [
      "with the key that is given",
      { keyArn: "key-arn" },
      { sse_algorithm: "aws:kms", kms_master_key_id: "key-arn" },
      true,
    ],
    ["with S3's own keys otherwise", {}, { sse_algorithm: "AES256" }, false],
  ])("S5: is encrypted %s", (_title, props, expected, bucketKey) => {
    expect(bucket(props).one("aws_s3_bucket_server_side_encryption_configuration")["rule"]).toEqual([
      { apply_server_side_encryption_by_default: expected, bucket_key_enabled: bucketKey },
    ]);
  });

  it("S5: is not deleted with what is in it unless it may be", () => {
    expect(bucket().one("aws_s3_bucket")["force_destroy"]).toBe(false);
    expect(bucket({ forceDestroy: true }).one("aws_s3_bucket")["force_destroy"]).toBe(true);
  });

  it("K2: removes old versions and old objects after their time", () => {
    const stack = bucket({ keepOldVersions: 3, expireAfterDays: 30 });
    const lifecycle = stack.one("aws_s3_bucket_lifecycle_configuration");
    expect(lifecycle["rule"]).toMatchObject([
      { status: "Enabled", noncurrent_version_expiration: [{ noncurrent_days: 3 }] },
      { status: "Enabled", expiration: [{ days: 30 }] },
    ]);
    expect(lifecycle["depends_on"]).toEqual([stack.address("aws_s3_bucket_versioning")]);
  });

  it("T1: keeps everything where it is told to", () => {
    expect(bucket().all("aws_s3_bucket_lifecycle_configuration")).toEqual([]);
  });

  it("S5: adds further statements to its policy", () => {
    const stack = bucket({
      statements: (arn) => [
        {
          sid: "Write",
          principals: { services: ["a.amazonaws.com"] },
          actions: ["s3:PutObject"],
          resources: [arn],
        },
      ],
    });
    expect(statements(stack.one("aws_s3_bucket_policy")["policy"]).map(({ Sid }) => Sid)).toEqual([
      "DenyPlainHttp",
      "DenyOldTls",
      "Write",
    ]);
  });

  it("S5: refuses a name that S3 would not take", () => {
    expect(() => bucket({ name: "Web_App" })).toThrow(
      'the name "Web_App" must consist of lower-case letters',
    );
  });
});
