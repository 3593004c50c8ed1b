import { EbsDefaultKmsKey } from "@cdktf/provider-aws/lib/ebs-default-kms-key";
import { EbsEncryptionByDefault } from "@cdktf/provider-aws/lib/ebs-encryption-by-default";
import { EbsSnapshotBlockPublicAccess } from "@cdktf/provider-aws/lib/ebs-snapshot-block-public-access";
import { Ec2InstanceMetadataDefaults } from "@cdktf/provider-aws/lib/ec2-instance-metadata-defaults";
import { IamAccountPasswordPolicy } from "@cdktf/provider-aws/lib/iam-account-password-policy";
import { S3AccountPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-account-public-access-block";
import { Construct } from "constructs";
import type { Location } from "../location";
import { EncryptionKey } from "../security/encryption-key";

/** What holds for the whole account, in every region: no public bucket, strong passwords of IAM users. */
export class AccountDefaults extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { account, passwordPolicy }: { readonly account: string; readonly passwordPolicy: boolean },
  ) {
    super(scope, id);
    new S3AccountPublicAccessBlock(this, "s3", {
      accountId: account,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    if (!passwordPolicy) return;
    // https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html (IAM.7, IAM.15, IAM.16)
    new IamAccountPasswordPolicy(this, "passwords", {
      minimumPasswordLength: 14,
      passwordReusePrevention: 24,
      maxPasswordAge: 90,
      requireLowercaseCharacters: true,
      requireUppercaseCharacters: true,
      requireNumbers: true,
      requireSymbols: true,
      allowUsersToChangePassword: true,
      hardExpiry: false,
    });
  }
}

/** What holds for new resources of one region, whoever makes them: encrypted volumes, no public snapshot, IMDSv2. */
export class RegionDefaults extends Construct {
  constructor(scope: Construct, id: string, { at, ebs }: { readonly at: Location; readonly ebs: boolean }) {
    super(scope, id);
    new Ec2InstanceMetadataDefaults(this, "instance-metadata", {
      httpTokens: "required",
      httpPutResponseHopLimit: 2,
    });
    if (!ebs) return;
    const key = new EncryptionKey(this, "ebs-key", { at, purpose: "ebs" });
    new EbsDefaultKmsKey(this, "ebs-default-key", { keyArn: key.arn });
    new EbsEncryptionByDefault(this, "ebs-encryption", { enabled: true });
    new EbsSnapshotBlockPublicAccess(this, "snapshots", { state: "block-all-sharing" });
  }
}
