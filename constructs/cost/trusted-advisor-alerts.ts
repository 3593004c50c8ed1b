import type { Construct } from "constructs";
import { EventAlerts, type EventAlertsProps, type EventSource } from "../account/event-alerts";

/** Trusted Advisor sends its events here alone. */
export const TRUSTED_ADVISOR_REGION = "us-east-1";

/** https://docs.aws.amazon.com/awssupport/latest/user/cloudwatch-events-ta.html */
const TRUSTED_ADVISOR: EventSource = {
  id: "trusted-advisor",
  description: "Findings of Trusted Advisor that call for action",
  pattern: {
    source: ["aws.trustedadvisor"],
    "detail-type": ["Trusted Advisor Check Item Refresh Notification"],
    detail: { status: ["ERROR", "WARN"] },
  },
  paths: {
    check: "$.detail.check-name",
    status: "$.detail.status",
    resource: "$.detail.resource_id",
    account: "$.account",
  },
  message: "Trusted Advisor, account <account>: <check> is <status> for <resource>",
};

/**
 * Findings of Trusted Advisor about idle and oversized resources, limits and security. AWS sends them to accounts
 * with Business Support or above.
 */
export class TrustedAdvisorAlerts extends EventAlerts {
  constructor(scope: Construct, id: string, { at, to }: Pick<EventAlertsProps, "at" | "to">) {
    super(scope, id, { at, purpose: "trusted-advisor", sources: [TRUSTED_ADVISOR], to });
  }
}
