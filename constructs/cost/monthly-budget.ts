import { BudgetsBudget, type BudgetsBudgetNotification } from "@cdktf/provider-aws/lib/budgets-budget";
import { Construct } from "constructs";

/** Shares of a budget, in percent, at which people are told. */
export interface BudgetAlerts {
  /** Once so much is spent. */
  readonly actualPercent: readonly number[];
  /** Once AWS expects so much to be spent by the end of the month. */
  readonly forecastPercent: readonly number[];
}

export interface MonthlyBudgetProps {
  /** Name in the console, at most 100 characters. */
  readonly name: string;
  readonly dollars: number;
  readonly alerts: BudgetAlerts;
  readonly topicArn: string;
  /** Addresses besides the topic's subscribers, at most 10. */
  readonly emails: readonly string[];
  /** Environment whose cost counts, by its tag. @default the whole account */
  readonly environment?: string;
}

/**
 * A budget in US dollars per calendar month, without credits and refunds hiding what is used.
 * https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html
 */
export class MonthlyBudget extends Construct {
  constructor(scope: Construct, id: string, props: MonthlyBudgetProps) {
    super(scope, id);
    const { name, dollars, alerts, environment } = props;
    new BudgetsBudget(this, "Default", {
      name,
      budgetType: "COST",
      timeUnit: "MONTHLY",
      limitAmount: String(dollars),
      limitUnit: "USD",
      costTypes: { includeCredit: false, includeRefund: false },
      // https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html
      ...(environment !== undefined && {
        costFilter: [{ name: "TagKeyValue", values: [`user:Environment$${environment}`] }],
      }),
      notification: [
        ...alerts.actualPercent.map((percent) => notification(props, "ACTUAL", percent)),
        ...alerts.forecastPercent.map((percent) => notification(props, "FORECASTED", percent)),
      ],
    });
  }
}

function notification(
  { topicArn, emails }: MonthlyBudgetProps,
  notificationType: "ACTUAL" | "FORECASTED",
  threshold: number,
): BudgetsBudgetNotification {
  return {
    notificationType,
    threshold,
    thresholdType: "PERCENTAGE",
    comparisonOperator: "GREATER_THAN",
    subscriberSnsTopicArns: [topicArn],
    ...(emails.length > 0 && { subscriberEmailAddresses: [...emails] }),
  };
}
