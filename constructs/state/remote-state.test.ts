import { describe, expect, it } from "vitest";
import { MINIMAL, synthesize } from "../../tools/testing/synthesize";
import { stateLocation } from "./state-location";

const stacks = synthesize({ test: MINIMAL, other: MINIMAL });
const state = stacks.get("111111111111-state");
const key = () => state.reference("aws_kms_key", undefined, "arn");

describe("the remote state of an account", () => {
  it("T1: is one stack for all environments of the account", () => {
    expect(stacks.ids.filter((id) => id.endsWith("-state"))).toEqual(["111111111111-state"]);
  });

  it("T1: is a versioned, private, encrypted bucket that is never emptied", () => {
    expect(state.one("aws_s3_bucket")).toMatchObject({
      bucket: "webapp-terraform-state-111111111111",
      force_destroy: false,
    });
    expect(state.one("aws_s3_bucket_versioning")["versioning_configuration"]).toEqual({ status: "Enabled" });
    expect(state.one("aws_s3_bucket_public_access_block")["restrict_public_buckets"]).toBe(true);
    expect(state.one("aws_s3_bucket_server_side_encryption_configuration")["rule"]).toMatchObject([
      { apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: key() } },
    ]);
    expect(state.all("aws_s3_bucket_lifecycle_configuration")).toEqual([]);
  });

  it("T2: has a lock table with the key Terraform expects, encrypted and recoverable", () => {
    expect(state.one("aws_dynamodb_table")).toMatchObject({
      name: "webapp-terraform-lock",
      hash_key: "LockID",
      attribute: [{ name: "LockID", type: "S" }],
      billing_mode: "PAY_PER_REQUEST",
      server_side_encryption: { enabled: true, kms_key_arn: key() },
      point_in_time_recovery: { enabled: true },
    });
  });

  it("T1: makes bucket and table after the alias, which only one of two bootstraps at once gets", () => {
    const alias = state.address("aws_kms_alias");
    expect(state.one("aws_s3_bucket")["depends_on"]).toEqual([alias]);
    expect(state.one("aws_dynamodb_table")["depends_on"]).toEqual([alias]);
  });

  it("T1: tells the bucket and the table", () => {
    expect(state.output("bucket")).toBe("webapp-terraform-state-111111111111");
    expect(state.output("lock_table")).toBe("webapp-terraform-lock");
  });

  it("T1: has names that fit for the longest project name and region", () => {
    const { bucket } = stateLocation("a".repeat(15), "111111111111", "ap-southeast-1");
    expect(bucket).toBe(`${"a".repeat(15)}-terraform-state-111111111111`);
    expect(bucket.length).toBeLessThanOrEqual(63);
  });
});

const KEY = "arn:aws:kms:us-east-1:111111111111:alias/webapp-terraform-state";

describe("every stack's backend", () => {
  const role = "arn:aws:iam::111111111111:role/deploy";
  const assuming = synthesize({ test: { ...MINIMAL, assumeRoleArn: role } });

  it("T1: is the account's bucket under the stack's own key", () => {
    for (const stack of stacks.all) {
      expect(stack.backend).toEqual({
        bucket: "webapp-terraform-state-111111111111",
        key: `${stack.id}.tfstate`,
        region: "us-east-1",
        encrypt: true,
        kms_key_id: KEY,
        dynamodb_table: "webapp-terraform-lock",
        allowed_account_ids: ["111111111111"],
      });
    }
    const keys = stacks.all.map((stack) => stack.backend["key"]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("T1: is read by other stacks without a lock", () => {
    const read = stacks.get("test-us-east-1-service").data("terraform_remote_state");
    expect(read.length).toBeGreaterThan(0);
    for (const { config } of read) {
      expect(config).not.toHaveProperty("dynamodb_table");
      expect(config).toMatchObject({
        bucket: "webapp-terraform-state-111111111111",
        region: "us-east-1",
        encrypt: true,
        kms_key_id: KEY,
        allowed_account_ids: ["111111111111"],
      });
    }
  });

  it("P4: is written and read with the role that deployments assume", () => {
    for (const stack of assuming.all) {
      expect(stack.backend["assume_role"]).toEqual({ role_arn: role });
      expect(stack.provider["assume_role"]).toEqual([{ role_arn: role }]);
      for (const { config } of stack.data("terraform_remote_state")) {
        expect(config).toMatchObject({ assume_role: { role_arn: role } });
      }
    }
  });

  it("T1: is where the environment says", () => {
    const { backend } = synthesize({ test: { ...MINIMAL, stateRegion: "eu-west-1" } }).get(
      "test-us-east-1-network",
    );
    expect(backend).toMatchObject({
      bucket: "webapp-terraform-state-111111111111",
      region: "eu-west-1",
    });
  });
});
