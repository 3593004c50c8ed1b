import { BackupPlan } from "@cdktf/provider-aws/lib/backup-plan";
import { BackupSelection } from "@cdktf/provider-aws/lib/backup-selection";
import { BackupVault } from "@cdktf/provider-aws/lib/backup-vault";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import { arn, type Location } from "../location";
import { boundedName } from "../naming";
import { EncryptionKey } from "../security/encryption-key";
import { ServiceRole } from "../security/service-role";

export interface DatabaseBackupProps {
  readonly at: Location;
  /** What is backed up: ARN of an instance or cluster. @default nothing: the vault takes copies from another region */
  readonly databaseArn?: string | undefined;
  /** Hour of the day at which a backup is started, in UTC, 0–23. */
  readonly hour: number;
  /** How long a backup is kept, in days. */
  readonly retentionDays: number;
  /** Region whose vault of the same name gets copies; it is made by that region's own backup. @default no copies */
  readonly copyTo?: string | undefined;
  /** How long a copy is kept, in days. */
  readonly copyRetentionDays: number;
  /** Whether destroying the vault deletes the backups in it. */
  readonly forceDestroy: boolean;
}

/**
 * Managed policies, because what a backup of one kind of resource needs is changed by AWS as it adds features, and
 * the role is assumed by AWS Backup alone.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/security-iam-awsmanpol.html
 */
const POLICIES = {
  backup: "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
  restore: "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
};

/**
 * A daily backup of the database into a vault with a key of its own, and a copy in another region.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html
 */
export class DatabaseBackup extends Construct {
  readonly vaultName: string;

  constructor(scope: Construct, id: string, props: DatabaseBackupProps) {
    super(scope, id);
    const { at } = props;
    this.vaultName = boundedName(`${at.prefix}-backup`, "backupVault");
    const vault = new BackupVault(this, "vault", {
      name: this.vaultName,
      kmsKeyArn: new EncryptionKey(this, "key", { at, purpose: "backup" }).arn,
      forceDestroy: props.forceDestroy,
    });
    if (props.forceDestroy) suppress(vault, "vault-deletion", "The environment says that it may be deleted.");
    if (props.databaseArn !== undefined) this.backUp(props, props.databaseArn, vault);
  }

  private backUp(props: DatabaseBackupProps, databaseArn: string, vault: BackupVault): void {
    const { at, copyTo } = props;
    const plan = new BackupPlan(this, "Default", {
      name: this.vaultName,
      rule: [
        {
          ruleName: "daily",
          targetVaultName: vault.name,
          schedule: `cron(0 ${props.hour} * * ? *)`,
          // Minutes: a backup starts within an hour, and is given up when it takes more than seven.
          startWindow: 60,
          completionWindow: 480,
          lifecycle: { deleteAfter: props.retentionDays },
          ...(copyTo !== undefined && {
            copyAction: [
              {
                destinationVaultArn: arn(
                  { ...at, region: copyTo },
                  "backup",
                  `backup-vault:${this.vaultName}`,
                ),
                lifecycle: { deleteAfter: props.copyRetentionDays },
              },
            ],
          }),
        },
      ],
    });
    const role = new ServiceRole(this, "role", {
      at,
      purpose: "backup",
      service: "backup.amazonaws.com",
      statements: [],
    });
    const attached = Object.entries(POLICIES).map(([kind, policyArn]) => {
      const attachment = new IamRolePolicyAttachment(this, kind, { role: role.name, policyArn });
      suppress(
        attachment,
        "managed-policy",
        "What a backup needs is changed by AWS as it adds features; AWS Backup alone assumes the role.",
      );
      return attachment;
    });
    new BackupSelection(this, "selection", {
      name: "database",
      planId: plan.id,
      iamRoleArn: role.arn,
      resources: [databaseArn],
      dependsOn: attached,
    });
  }
}
