import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { arn, type Location } from "../location";
import { accountRoot, policyDocument, type Statement } from "./policy-document";

/** Everything but use: what the account's administrators need to keep a key, named one by one. */
const ADMINISTRATION = [
  "kms:CancelKeyDeletion", "kms:CreateAlias", "kms:CreateGrant", "kms:DeleteAlias", "kms:DescribeKey", "kms:DisableKey",
  "kms:DisableKeyRotation", "kms:EnableKey", "kms:EnableKeyRotation", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus",
  "kms:ListAliases", "kms:ListGrants", "kms:ListKeyPolicies", "kms:ListKeyRotations", "kms:ListResourceTags",
  "kms:PutKeyPolicy", "kms:RetireGrant", "kms:RevokeGrant", "kms:RotateKeyOnDemand", "kms:ScheduleKeyDeletion",
  "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias", "kms:UpdateKeyDescription",
] as const; // prettier-ignore

/** Encryption and decryption; who may do so is decided by IAM policies, which the account statement enables. */
const USE = [
  "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom", "kms:ReEncryptTo",
] as const; // prettier-ignore

export interface EncryptionKeyProps {
  readonly at: Location;
  /** What the key protects; also the end of its alias. Lower-case, hyphens. */
  readonly purpose: string;
  /** Statements for AWS services that use the key themselves, such as {@link logsMayUse}. @default none */
  readonly statements?: readonly Statement[];
  /** Days between deletion and destruction of the key, 7–30. @default 30 */
  readonly deletionWindowDays?: number;
}

/**
 * A customer-managed KMS key for one purpose, rotated every year, usable through IAM policies of this account.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export class EncryptionKey extends Construct {
  readonly arn: string;
  /** Of all that belongs to the key only the alias has a unique name: whoever makes it is the first. */
  readonly alias: ITerraformDependable;

  constructor(
    scope: Construct,
    id: string,
    { at, purpose, statements = [], deletionWindowDays = 30 }: EncryptionKeyProps,
  ) {
    super(scope, id);
    const key = new KmsKey(this, "Default", {
      description: `${at.prefix}: ${purpose}`,
      enableKeyRotation: true,
      deletionWindowInDays: deletionWindowDays,
      policy: policyDocument(
        {
          sid: "Account",
          principals: { aws: [accountRoot(at.account)] },
          actions: [...new Set([...ADMINISTRATION, ...USE])].sort(),
          resources: ["*"],
        },
        ...statements,
      ),
    });
    this.alias = new KmsAlias(this, "alias", {
      name: `alias/${at.prefix}-${purpose}`,
      targetKeyId: key.keyId,
    });
    this.arn = key.arn;
  }
}

/**
 * CloudWatch Logs may encrypt log groups of this account and region.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function logsMayUse(at: Location): Statement {
  return {
    sid: "CloudWatchLogs",
    principals: { services: [`logs.${at.region}.amazonaws.com`] },
    actions: USE,
    resources: ["*"],
    conditions: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": arn(at, "logs", "log-group:*") } },
  };
}
