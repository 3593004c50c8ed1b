import { type Engine, type EngineName, ENGINES } from "../../constructs/rds/engine";
import type { Loss } from "./guard";
import { actionOf, type ResourceChange, type TerraformPlan } from "./terraform-plan";

const DATABASES = ["aws_db_instance", "aws_rds_cluster"];

interface Database {
  readonly engine?: EngineName;
  readonly engine_version?: string;
  readonly apply_immediately?: boolean;
  readonly global_cluster_identifier?: string;
  readonly replicate_source_db?: string;
  readonly replicas?: readonly string[];
}

/**
 * Databases that a plan moves to another major version. It takes minutes without a database, and nothing leads back but
 * a snapshot or a point in time of before.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html
 */
export function upgrades(stack: string, plan: TerraformPlan): Loss[] {
  return (plan.resource_changes ?? []).flatMap((change) => {
    if (!DATABASES.includes(change.type) || actionOf(change) !== "change") return [];
    const { before = {}, after = {} } = change.change as Readonly<
      Record<"before" | "after", Database | undefined>
    >;
    const [from, to] = [majorIndex(before), majorIndex(after)];
    if (from === to || from < 0 || to < 0) return [];
    const instead = refusal(change, before, after, to < from);
    return [
      {
        id: `${stack}/${change.address}`,
        action: "upgrade" as const,
        kind: "data" as const,
        reason: `engine_version ${before.engine_version ?? ""} becomes ${after.engine_version ?? ""}`,
        loses: "minutes of service, and the way back but from a backup of before",
        ...(instead !== undefined && { instead }),
      },
    ];
  });
}

/** Why this plan can't do it, and what does. */
function refusal(
  { type }: ResourceChange,
  before: Database,
  after: Database,
  downgrade: boolean,
): string | undefined {
  if (downgrade) return "AWS takes no database to an older version: restore a backup (docs/upgrading.md)";
  const replicated =
    Boolean(before.global_cluster_identifier) ||
    Boolean(before.replicate_source_db) ||
    (type === "aws_db_instance" && (before.replicas ?? []).some((replica) => replica.startsWith("arn:")));
  if (replicated) {
    return "a database of several regions is upgraded as a whole (docs/upgrading.md, Several regions)";
  }
  if (after.apply_immediately !== true) {
    // The former version's parameter group is deleted with this deployment, and is in use until the window.
    return "set database.applyImmediately to true for this deployment (docs/upgrading.md)";
  }
  return undefined;
}

/** Place of a version's major among its engine's; -1 where either is unknown. */
function majorIndex({ engine, engine_version: version }: Database): number {
  if (engine === undefined || version === undefined || !(engine in ENGINES)) return -1;
  const { majors }: Engine = ENGINES[engine];
  return majors.findIndex((major) => version === major || version.startsWith(`${major}.`));
}
