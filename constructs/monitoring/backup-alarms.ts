import type { AlarmSpec } from "./alarm";
import { metricsOf } from "./metric";

const DAY_SECONDS = 86_400;

/**
 * A backup that never starts reports no failure: its plan, its selection or the account's choice of services may lack
 * the database.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/cloudwatch.html
 */
export function backupAlarms(vaultName: string): AlarmSpec[] {
  return [
    {
      id: "backup-missing",
      runbook: "backup-missing",
      advice: "No backup of the database was completed for a day. See whether jobs start at all.",
      signal: metricsOf("AWS/Backup", { BackupVaultName: vaultName })("NumberOfBackupJobsCompleted", "Sum"),
      // A day, and time for a backup to take longer than that of the day before.
      when: { is: "<", threshold: 1, periodSeconds: DAY_SECONDS, of: 2 },
      missing: "breaching",
      essential: true,
    },
  ];
}
