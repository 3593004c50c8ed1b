import { describe, expect, it } from "vitest";
import { AT, synthesizeConstruct } from "../../tools/testing/synthesize";
import { DatabaseBackup, type DatabaseBackupProps } from "./database-backup";

const DATABASE = "arn:aws:rds:us-east-1:111111111111:db:webapp-test";
const backup = (props: Partial<DatabaseBackupProps> = {}) =>
  synthesizeConstruct(
    (stack) =>
      new DatabaseBackup(stack, "backup", {
        at: AT,
        databaseArn: DATABASE,
        hour: 7,
        retentionDays: 35,
        copyRetentionDays: 90,
        forceDestroy: false,
        ...props,
      }),
  );
const rule = (stack: ReturnType<typeof backup>) =>
  (stack.one("aws_backup_plan")["rule"] as Record<string, unknown>[])[0];

describe("D7: backups", () => {
  it("are made of the database every day, into an encrypted vault, and kept for a while", () => {
    const stack = backup();

    expect(stack.one("aws_backup_vault")).toMatchObject({
      name: "webapp-test-backup",
      kms_key_arn: stack.reference("aws_kms_key", undefined, "arn"),
      force_destroy: false,
    });
    expect(rule(stack)).toMatchObject({
      schedule: "cron(0 7 * * ? *)",
      target_vault_name: stack.reference("aws_backup_vault", undefined, "name"),
      lifecycle: { delete_after: 35 },
    });
    expect(stack.one("aws_backup_selection")).toMatchObject({ resources: [DATABASE] });
  });

  it("are copied to the vault of the same name in the other region", () => {
    expect(rule(backup({ copyTo: "us-west-2" }))?.["copy_action"]).toEqual([
      {
        destination_vault_arn: "arn:aws:backup:us-west-2:111111111111:backup-vault:webapp-test-backup",
        lifecycle: { delete_after: 90 },
      },
    ]);
  });

  it("are not copied where there is no other region", () => {
    expect(rule(backup())).not.toHaveProperty("copy_action");
  });

  it("S2: are made by a role that AWS Backup alone assumes, once it may do what it must", () => {
    const stack = backup();

    expect(stack.one("aws_iam_role")["assume_role_policy"]).toContain('"Service":"backup.amazonaws.com"');
    expect(stack.one("aws_backup_selection")["depends_on"]).toEqual([
      stack.address("aws_iam_role_policy_attachment", "backup/backup"),
      stack.address("aws_iam_role_policy_attachment", "backup/restore"),
    ]);
  });
});
