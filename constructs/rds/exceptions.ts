import type { IConstruct } from "constructs";
import { suppress } from "../../policy/suppression";
import type { DatabaseProps } from "./database";

/** Fewest days of backups that the policy asks for. */
const WEEK_DAYS = 7;

/** Says where an environment chose less for its data than the security policy asks for. */
export function suppressStorageChoices(store: IConstruct, props: DatabaseProps): void {
  suppress(store, "database-port", "The port is documented; security groups let the tasks alone in.");
  if (!props.deletionProtection) {
    suppress(store, "database-deletion-protection", "The environment says that it may be deleted.");
  }
  if (!props.finalSnapshot) {
    suppress(store, "database-final-snapshot", "The environment says that nothing of it is worth keeping.");
  } else if (props.replicated?.writer === false) {
    suppress(store, "database-final-snapshot", "What it holds is another region's, which leaves a snapshot.");
  }
  if (props.replicated?.replicaOf !== undefined) {
    const reason = "Its users and their passwords are those of its source.";
    suppress(store, "database-user-name", reason);
    suppress(store, "database-password", reason);
  }
  if (props.backupRetentionDays < WEEK_DAYS) {
    const reason = `The environment decides how long backups are kept: ${props.backupRetentionDays} days.`;
    suppress(store, "database-backups", reason);
  }
}

/** Says where an environment chose less for its instances than the security policy asks for. */
export function suppressInstanceChoices(instance: IConstruct, props: DatabaseProps): void {
  if (props.monitoringIntervalSeconds === 0) {
    suppress(instance, "database-monitoring", "The environment does without enhanced monitoring.");
  }
  if (props.performanceInsightsDays === 0) {
    suppress(instance, "database-performance-insights", "The environment does without Performance Insights.");
  }
}
