import { CeCostAllocationTag } from "@cdktf/provider-aws/lib/ce-cost-allocation-tag";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { boundedName } from "../naming";
import { AnomalyDetection, type AnomalyDetectionProps } from "./anomaly-detection";
import { type BudgetAlerts, MonthlyBudget } from "./monthly-budget";

/** Where budgets, anomaly detection and tags are kept, whatever region the rest is in. */
export const COST_REGION = "us-east-1";

/** Tags that costs are told apart by. */
const ALLOCATION_TAGS = ["Project", "Environment"];

export interface CostControlProps {
  readonly project: string;
  /** Dollars a month by environment; those without a budget are left out. */
  readonly environments: Readonly<Record<string, number>>;
  /** Dollars a month of the whole account. @default no budget */
  readonly account?: number | undefined;
  readonly alerts: BudgetAlerts;
  /** @default off */
  readonly anomalies?:
    Pick<AnomalyDetectionProps, "monitor" | "minimumDollars" | "minimumPercent"> | undefined;
  /** Whether the tags are activated that costs are told apart by. */
  readonly allocationTags: boolean;
  readonly topicArn: string;
  /** What lets AWS's cost services publish to the topic. */
  readonly topicPolicy: ITerraformDependable;
  /** Addresses that are told besides the topic's subscribers. */
  readonly emails: readonly string[];
}

/** Budgets, unusual spending and cost-allocation tags of one account. */
export class CostControl extends Construct {
  constructor(scope: Construct, id: string, props: CostControlProps) {
    super(scope, id);
    const { project, environments, account, alerts, anomalies, topicArn, topicPolicy, emails } = props;
    const shared = { alerts, topicArn, emails };
    for (const [environment, dollars] of Object.entries(environments)) {
      const name = boundedName(`${project}-${environment}-monthly`, "budget");
      new MonthlyBudget(this, `budget-${environment}`, { ...shared, name, dollars, environment });
    }
    if (account !== undefined) {
      const name = boundedName(`${project}-account-monthly`, "budget");
      new MonthlyBudget(this, "account-budget", { ...shared, name, dollars: account });
    }
    if (anomalies !== undefined) {
      new AnomalyDetection(this, "anomalies", {
        ...anomalies,
        prefix: project,
        project,
        topicArn,
        topicPolicy,
        emails,
      });
    }
    if (!props.allocationTags) return;
    for (const tagKey of ALLOCATION_TAGS) {
      new CeCostAllocationTag(this, `tag-${tagKey.toLowerCase()}`, { tagKey, status: "Active" });
    }
  }
}
