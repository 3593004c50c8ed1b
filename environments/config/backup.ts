import { section, whole } from "./values";

/**
 * Backups that are kept apart from the database: AWS Backup, in a vault of its own, copied to the environment's
 * next region where there is one. Absent: only the database's own automated backups.
 */
export const backup = section({
  hour: whole(0, 23).default(7).describe("Hour of the day, in UTC, at which a backup is started."),
  retentionDays: whole(1, 36_500).default(35).describe("How long a backup is kept, in days."),
  copyRetentionDays: whole(1, 36_500)
    .default(35)
    .describe("How long its copy in the next region is kept, in days."),
});
