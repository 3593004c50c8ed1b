import { z } from "zod";
import { emails, section, text, whole } from "./values";

/** Whole dollars; AWS Budgets knows no other currency than the account's, which is US dollars unless changed. */
const dollars = whole(1, 100_000_000);

const percents = (standard: number[]) =>
  z
    .array(whole(1, 1000))
    .max(4, "must be at most 4 thresholds")
    .refine((given) => new Set(given).size === given.length, "must name each threshold once")
    .default(standard);

/** What one environment may cost. */
export const cost = section({
  monthlyBudget: dollars
    .optional()
    .describe(
      "Budget of this environment in dollars a month: what is tagged with its name. AWS counts it from the day the tag Environment is activated (baseline.cost.allocationTags). Absent: no budget. Free of charge.",
    ),
});

/** An ARN of Cost Explorer has no region. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscostexplorerservice.html */
const MONITOR = /^(services|project|arn:aws:ce::\d{12}:anomalymonitor\/[\w-]+)$/;

/** What the account may cost, and who hears of it. Part of the account's baseline. */
export const accountCost = section({
  monthlyBudget: dollars
    .optional()
    .describe("Budget of the whole account in dollars a month. Absent: none. Free of charge."),
  // https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_NotificationWithSubscribers.html
  emails: emails
    .max(10, "must be at most 10 addresses: AWS Budgets notifies no more")
    .default([])
    .describe("Who is told of costs alone, besides alerts.emails, who are told of everything."),
  budgetAlerts: section({
    actualPercent: percents([80, 100]).describe(
      "Shares of a budget at which people are told that it is spent.",
    ),
    forecastPercent: percents([100]).describe(
      "Shares of a budget at which people are told that AWS expects it to be spent by the end of the month; it takes about five weeks of use to forecast.",
    ),
  })
    .prefault({})
    .refine(
      ({ actualPercent, forecastPercent }) => actualPercent.length + forecastPercent.length > 0,
      "must name at least one threshold: a budget that nobody hears of is none",
    ),
  anomalies: section({
    enabled: z
      .boolean()
      .default(true)
      .describe("Whether Cost Anomaly Detection reports unusual spending. Free of charge."),
    monitor: text(
      MONITOR,
      '"services", "project" or the ARN of an existing monitor (arn:aws:ce::<account>:anomalymonitor/<id>)',
    )
      .default("services")
      .describe(
        "What is watched: each AWS service of the account, what is tagged with the project (once that tag is activated), or an existing monitor. An account has one monitor of services; AWS may have made it already: then adopt it or name it here.",
      ),
    minimumDollars: dollars
      .default(25)
      .describe("Smallest impact in dollars, all days of the anomaly together, that is reported."),
    minimumPercent: whole(1, 10_000)
      .default(40)
      .describe(
        "Smallest impact in percent of the expected spending that is reported; both must be reached.",
      ),
  }).prefault({}),
  trustedAdvisor: z
    .boolean()
    .default(false)
    .describe(
      "Announce findings of Trusted Advisor (idle and oversized resources, limits, security). AWS sends them only to accounts with Business Support or above, which is paid for.",
    ),
  allocationTags: z
    .boolean()
    .default(false)
    .describe(
      "Activate the tags Project and Environment for budgets and Cost Explorer. AWS refuses until a resource with them has been billed, up to a day after the first deployment, and, in an organization, from any account but the one that pays: activate them there.",
    ),
});
